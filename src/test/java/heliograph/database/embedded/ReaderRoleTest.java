package heliograph.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.config.RelayConfig;
import heliograph.database.DatabaseException;
import heliograph.database.DatabaseServer.Address;
import heliograph.database.Migrations;
import heliograph.database.ReaderRole;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What programs beside the relay may do on its embedded database, at a port that stays. */
class ReaderRoleTest {
  private static final String PASSWORD = "a reader's 'long' %password";
  private static final Path DASHBOARD = Path.of("deploy/grafana/heliograph.json");

  @TempDir private static Path folder;
  private static EmbeddedPostgres postgres;
  private static Address owner;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    TestPrograms.linkInto(folder);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    postgres = new EmbeddedPostgres(folder, 40, port, PASSWORD);
    owner = postgres.start();
    migrate();
  }

  private static void migrate() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(owner.url());
    source.setUser(owner.user());
    source.setPassword(owner.password());
    Migrations.run(source);
  }

  @AfterAll
  static void stop() {
    postgres.stop();
  }

  private static Connection reader() throws SQLException {
    return DriverManager.getConnection(owner.url(), ReaderRole.NAME, PASSWORD);
  }

  private static void refused(String sql) {
    assertThatThrownBy(
            () -> {
              try (Connection connection = reader();
                  Statement statement = connection.createStatement()) {
                statement.execute("SET default_transaction_read_only = off"); // a role may do that
                statement.execute(sql);
              }
            })
        .as(sql)
        .isInstanceOf(SQLException.class)
        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
  }

  @Test
  void reader_atTheConfiguredPort_readsFigures() throws Exception {
    assertThat(owner.port()).isEqualTo(port);
    try (Connection connection = reader();
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "SELECT count(*) FROM kinds",
              "SELECT count(*) FROM daily_kinds",
              "SELECT sum(requests) FROM hourly_requests",
              "SELECT event_name, \"timestamp\" FROM analytics_events LIMIT 1",
              "SELECT count(*) FROM trust_ranks")) {
        assertThat(statement.execute(sql)).as(sql).isTrue();
      }
      assertThatThrownBy(() -> statement.execute("DELETE FROM kinds"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("read-only transaction");
    }
  }

  @Test
  void reader_mayChangeNothing() {
    for (String sql :
        List.of(
            "DELETE FROM kinds",
            "INSERT INTO job_slots VALUES ('x', now())",
            "UPDATE account SET first_seen = now()",
            "TRUNCATE daily_kinds",
            "CREATE TABLE mine (a int)",
            "CREATE TEMP TABLE mine (a int)",
            "DROP TABLE kinds",
            "CREATE ROLE other",
            "COPY kinds TO PROGRAM 'cat'",
            "REFRESH MATERIALIZED VIEW relay_popularity",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'")) {
      refused(sql);
    }
  }

  @Test
  void reader_seesNoSecrets() {
    for (String sql :
        List.of(
            "SELECT * FROM audit_log",
            "SELECT * FROM purges",
            "SELECT * FROM purge_keys",
            "SELECT ip_address FROM analytics_events",
            "SELECT user_id FROM analytics_events",
            "SELECT * FROM analytics_events_default",
            "SELECT address FROM hourly_requests",
            "SELECT address FROM daily_requests",
            "SELECT * FROM req_cooccurrence",
            "SELECT rolpassword FROM pg_authid",
            "SELECT pg_read_file('PG_VERSION')",
            "SELECT lo_import('/etc/passwd')")) {
      refused(sql);
    }
  }

  /** Every statement of the dashboard, with Grafana's macros replaced. */
  private static List<String> statements() throws IOException {
    List<String> statements = new ArrayList<>();
    try (JsonReader in = Json.createReader(Files.newBufferedReader(DASHBOARD))) {
      for (JsonObject panel :
          in.readObject().getJsonArray("panels").getValuesAs(JsonObject.class)) {
        for (JsonObject target :
            panel
                .getOrDefault("targets", JsonArray.EMPTY_JSON_ARRAY)
                .asJsonArray()
                .getValuesAs(JsonObject.class)) {
          if (target.containsKey("rawSql")) {
            statements.add(
                target
                    .getString("rawSql")
                    .replace("$__timeFrom()", "'2026-11-01T00:00:00Z'::timestamptz")
                    .replace("$__timeTo()", "'2026-12-01T00:00:00Z'::timestamptz"));
          }
        }
      }
    }
    return statements;
  }

  @Test
  void statementsOfTheDashboard_runForTheReader() throws Exception {
    assertThat(statements()).hasSizeGreaterThan(7).noneMatch(sql -> sql.contains("$_"));
    try (Connection connection = reader();
        Statement statement = connection.createStatement()) {
      for (String sql : statements()) {
        try (ResultSet rows = statement.executeQuery(sql)) {
          assertThat(rows.getMetaData().getColumnCount()).as(sql).isGreaterThan(1);
        }
      }
    }
  }

  @Test
  void readerWithoutAPassword_isNobody_untilItHasOne() throws Exception {
    new EmbeddedPostgres(folder, 40).start(); // finds it running
    assertThatThrownBy(() -> reader().close()).isInstanceOf(SQLException.class);
    new EmbeddedPostgres(folder, 40, port, PASSWORD).start();
    reader().close();
  }

  @Test
  void port_thatIsTaken_isSaidSo() throws Exception {
    Path other = folder.resolve("other");
    TestPrograms.linkInto(other);
    EmbeddedPostgres second = new EmbeddedPostgres(other, 40, port, "");
    assertThatThrownBy(second::start)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("port " + port + " of heliograph.analytics.embedded-port is taken");
  }

  @Test
  void password_thatIsShort_isRefused() {
    assertThatThrownBy(() ->
            RelayConfig.read(name ->
                Optional.of("short")
                    .filter(any -> name.equals("heliograph.analytics.reader-password"))))
        .hasMessageContaining("heliograph.analytics.reader-password must have at least 12");
  }
}
