package heliograph.database.embedded;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.database.DatabaseException;
import heliograph.database.DatabaseServer.Address;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start, restart, and what a killed server or relay leaves behind. */
class EmbeddedPostgresTest {
  @TempDir private Path folder;

  private static String ask(Address address, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        Statement statement = connection.createStatement()) {
      return statement.execute(sql) ? first(statement.getResultSet()) : "";
    }
  }

  private static String first(ResultSet result) throws SQLException {
    return result.next() ? result.getString(1) : "";
  }

  @Test
  void start_stopAndStart_keepsTheDataAndListensOnTheLoopbackOnly() throws Exception {
    EmbeddedPostgres postgres = TestPrograms.serverIn(folder);
    Address address = postgres.start();
    assertThat(ask(address, "SHOW server_version")).isEqualTo("18.6");
    assertThat(ask(address, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(ask(address, "SHOW max_connections")).isEqualTo("40");
    ask(address, "CREATE TABLE kept AS SELECT 7 AS n");
    postgres.stop();
    assertThat(postgres.isAlive()).isFalse();
    assertThatThrownBy(() -> ask(address, "SELECT 1")).isInstanceOf(SQLException.class);

    Address again = postgres.start();
    assertThat(ask(again, "SELECT n FROM kept")).isEqualTo("7");
    assertThat(address.password()).hasSize(48);
    assertThatThrownBy(() -> DriverManager.getConnection(again.url(), "postgres", "wrong"))
        .hasMessageContaining("password");
    postgres.stop();
  }

  @Test
  void start_hasTheSettingsThatArePromised() throws Exception {
    EmbeddedPostgres postgres = TestPrograms.serverIn(folder);
    Address address = postgres.start();
    assertThat(ask(address, "SHOW shared_buffers")).isEqualTo("256MB");
    assertThat(ask(address, "SHOW effective_cache_size")).isEqualTo("1GB");
    assertThat(ask(address, "SHOW maintenance_work_mem")).isEqualTo("128MB");
    assertThat(ask(address, "SHOW work_mem")).isEqualTo("8MB");
    postgres.stop();
  }

  @Test
  void start_afterTheRelayWasKilled_goesOnWithTheServerThatIsThere() throws Exception {
    EmbeddedPostgres killed = TestPrograms.serverIn(folder);
    Address address = killed.start();
    EmbeddedPostgres next = new EmbeddedPostgres(folder, 40);
    assertThat(next.start()).isEqualTo(address);
    next.stop();
    assertThat(killed.isAlive()).isFalse();
  }

  @Test
  void start_afterTheServerWasKilled_recoversWhateverItsPidIsNow() throws Exception {
    EmbeddedPostgres postgres = TestPrograms.serverIn(folder);
    Address address = postgres.start();
    ask(address, "CREATE TABLE kept AS SELECT 7 AS n");
    long pid = PidFile.read(folder.resolve("cluster")).orElseThrow().pid();
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    server.destroyForcibly();
    server.onExit().join();
    assertThat(postgres.isAlive()).isFalse();

    Path pidFile = PidFile.in(folder.resolve("cluster"));
    List<String> lines = Files.readAllLines(pidFile);
    lines.set(0, Long.toString(ProcessHandle.current().pid())); // alive, and no server
    Files.write(pidFile, lines);
    assertThat(ask(postgres.start(), "SELECT n FROM kept")).isEqualTo("7");
    postgres.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"initdb", "pg_ctl"})
  void start_interruptedWhileAProgramRuns_leavesNoProcess(String program) throws Exception {
    EmbeddedPostgres postgres = TestPrograms.serverIn(folder);
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread starter =
        Thread.ofPlatform()
            .start(() -> {
              try {
                postgres.start();
              } catch (InterruptedException | RuntimeException e) {
                outcome.set(e);
              }
            });
    eventually(program + " to run", () -> isRunning("bin/" + program));
    starter.interrupt();
    starter.join();
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    postgres.stop();
    assertThat(isRunning("")).isFalse();
    postgres.start(); // what was left is no obstacle
    postgres.stop();
  }

  /** Returns whether a program of this name runs on the folder's data. */
  private boolean isRunning(String program) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .anyMatch(line -> line.contains(program) && line.contains(folder + "/"));
  }

  @Test
  void start_onDataOfAnotherVersion_isRefusedWithAWayOut() throws Exception {
    EmbeddedPostgres postgres = TestPrograms.serverIn(folder);
    Path cluster = Files.createDirectories(folder.resolve("cluster"));
    Files.writeString(cluster.resolve("PG_VERSION"), "15\n");
    assertThatThrownBy(postgres::start)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("are of PostgreSQL 15")
        .hasMessageContaining("DB_HOST");
  }

  @Test
  void unpack_anArchiveThatReachesOut_isRefused() {
    byte[] archive = new byte[1_024];
    byte[] name = "../outside".getBytes(UTF_8);
    System.arraycopy(name, 0, archive, 0, name.length);
    System.arraycopy("00000000000".getBytes(UTF_8), 0, archive, 124, 11);
    archive[156] = '0';
    assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(archive), folder).unpack())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("out of its folder");
  }
}
