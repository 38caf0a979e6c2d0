package heliograph.database;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ReleaseBefore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that the release before has made and filled: its schema comes from that release's own
 * scripts, which no later change may touch.
 */
class UpgradeTest {
  @TempDir private static Path folder;

  @Test
  void databaseOfTheReleaseBefore_isBroughtUpToDate_andKeepsItsRows() throws Exception {
    Path scripts = ReleaseBefore.unpack(folder).resolve("migrations");
    DataSource source =
        PostgresSource.withoutStatementTimeout(
            TestDatabase.fresh(), TestDatabase.config(Map.of()).database());
    Flyway.configure()
        .dataSource(source)
        .locations("filesystem:" + scripts)
        .skipDefaultCallbacks(true)
        .table("schema_version")
        .load()
        .migrate();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO apps (id, app_name) VALUES ('00000000-0000-0000-0000-000000000001', 'before')");
      statement.execute(
          "INSERT INTO analytics_events (app_id, event_name, timestamp)"
              + " VALUES ('00000000-0000-0000-0000-000000000001', 'kept', now())");
    }

    Migrations.run(source);

    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet kept =
            statement.executeQuery(
                "SELECT a.app_name, e.event_name FROM apps a"
                    + " JOIN analytics_events e ON e.app_id = a.id")) {
      assertThat(kept.next()).isTrue();
      assertThat(kept.getString(1) + " " + kept.getString(2)).isEqualTo("before kept");
    }
  }
}
