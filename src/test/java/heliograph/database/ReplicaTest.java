package heliograph.database;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.database.DatabaseServer.Address;
import heliograph.database.embedded.EmbeddedPostgres;
import heliograph.database.embedded.TestPrograms;
import heliograph.metrics.InMemoryMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading from a real replica while it is well, and from the primary while it is not. */
class ReplicaTest {

  @TempDir private Path folder;
  private EmbeddedPostgres primary;
  private EmbeddedPostgres replica;
  private Address primaryAddress;
  private Address replicaAddress;
  private Database database;

  @BeforeEach
  void start() throws Exception {
    primary = TestPrograms.serverIn(folder.resolve("primary"));
    primary.start();
    primary.stop(); // a copy of files that rest is a replica's beginning
    copy(folder.resolve("primary"), folder.resolve("replica"));
    primaryAddress = primary.start();
    Path cluster = folder.resolve("replica/cluster");
    Files.createFile(cluster.resolve("standby.signal"));
    Files.writeString(
        cluster.resolve("own.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'\n"
            .formatted(primaryAddress.port(), primaryAddress.user(), primaryAddress.password()));
    replica = TestPrograms.serverIn(folder.resolve("replica"));
    replicaAddress = replica.start();
    database =
        new Database(
            DatabaseServer.at(primaryAddress),
            TestDatabase.config(
                    Map.of(
                        "DB_HOST", "127.0.0.1",
                        "DB_READ_HOST", "127.0.0.1",
                        "DB_READ_PORT", "" + replicaAddress.port(),
                        "heliograph.analytics.connection-wait", "500ms",
                        "heliograph.analytics.replica-lag-max", "1s"))
                .database(),
            new InMemoryMeters(),
            TestDatabase.threads());
    database.start();
  }

  @AfterEach
  void stop() {
    database.close();
    replica.stop();
    primary.stop();
  }

  private static void copy(Path from, Path to) throws IOException, InterruptedException {
    Process copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
    assertThat(copy.waitFor()).isZero();
  }

  private boolean readsReplica() {
    return database.ask(
        "where", sql -> sql.query("SELECT pg_is_in_recovery()").one(row -> row.getBoolean(1)));
  }

  private void onReplica(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                replicaAddress.url(), primaryAddress.user(), primaryAddress.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void replica_isReadWhileItIsWellOnly() throws Exception {
    assertThat(database.awaitUp(Duration.ofMinutes(3))).isTrue();
    eventually("database.health().replica()", () -> database.health().replica());
    assertThat(readsReplica()).isTrue();

    onReplica("SELECT pg_wal_replay_pause()"); // it answers, but of the past
    eventually("!database.health().replica()", () -> !database.health().replica());
    assertThat(readsReplica()).isFalse();
    onReplica("SELECT pg_wal_replay_resume()");
    eventually("database.health().replica()", () -> database.health().replica());

    replica.stop();
    assertThat(readsReplica()).isFalse(); // at once: the read that meets it goes to the primary
    eventually("!database.health().replica()", () -> !database.health().replica());
    assertThat(database.health().read()).isTrue();
    assertThat(database.health().write()).isTrue();
  }
}
