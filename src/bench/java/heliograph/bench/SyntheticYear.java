package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.DatabaseConfig;
import heliograph.database.DatabaseException;
import heliograph.database.DatabaseServer;
import heliograph.database.Migrations;
import heliograph.database.PostgresSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A generated year of statistics rows, made by the database itself from {@code
 * db/synthetic/year.sql}, the same for the same seed and day. Confined to one thread.
 */
public final class SyntheticYear {
  private static final String SCRIPT = "/db/synthetic/year.sql";

  /**
   * How much of it.
   *
   * @param events rows of {@code analytics_events}
   * @param accounts authors; other tables have up to ten rows for each
   * @param addresses that ask something on a day
   * @param seed from 0 to 1
   */
  public record Size(int events, int accounts, int addresses, double seed) {
    public Size {
      if (events < 1 || events > 50_000_000 || accounts < 1 || accounts > 5_000_000) {
        throw new IllegalArgumentException(
            "events must be from 1 to 50000000 and accounts from 1 to 5000000");
      }
      if (addresses < 8 || addresses > 100_000) {
        throw new IllegalArgumentException("addresses must be from 8 to 100000");
      }
      if (seed < 0 || seed > 1) {
        throw new IllegalArgumentException("seed must be from 0 to 1, not " + seed);
      }
    }
  }

  private final DataSource source;

  /** Prepares to fill the database at an address. */
  public SyntheticYear(DatabaseServer.Address address, DatabaseConfig config) {
    source = PostgresSource.patient(address, config);
  }

  /**
   * Fills an empty database.
   *
   * @param progress is given the name of each part before it is generated
   * @return false if there is something in it already, which is left as it is
   */
  public boolean fill(Size size, Consumer<String> progress) {
    Migrations.run(source);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      if (isFull(statement)) {
        return false;
      }
      connection.setAutoCommit(false);
      begin(connection, size);
      for (String paragraph : paragraphs()) {
        progress.accept(paragraph.lines().findFirst().orElse("").replaceFirst("-- ", ""));
        statement.execute(paragraph);
      }
      connection.commit();
      connection.setAutoCommit(true);
      progress.accept("VACUUM ANALYZE");
      statement.execute("VACUUM ANALYZE");
      return true;
    } catch (SQLException e) {
      throw new DatabaseException("the year cannot be generated: " + e.getMessage(), e);
    }
  }

  private static boolean isFull(Statement statement) throws SQLException {
    try (ResultSet result =
        statement.executeQuery(
            "SELECT EXISTS (SELECT FROM account) OR EXISTS (SELECT FROM analytics_events)")) {
      result.next();
      return result.getBoolean(1);
    }
  }

  private static void begin(Connection connection, Size size) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement(
            "SELECT setseed(?), set_config('bench.events', ?, true),"
                + " set_config('bench.accounts', ?, true), set_config('bench.addresses', ?, true),"
                + " set_config('max_parallel_workers_per_gather', '0', true)")) {
      set.setDouble(1, size.seed());
      set.setString(2, Integer.toString(size.events()));
      set.setString(3, Integer.toString(size.accounts()));
      set.setString(4, Integer.toString(size.addresses()));
      set.execute();
    }
  }

  private static List<String> paragraphs() {
    try (InputStream in = SyntheticYear.class.getResourceAsStream(SCRIPT)) {
      String script = new String(Objects.requireNonNull(in, SCRIPT).readAllBytes(), UTF_8);
      return Arrays.stream(script.split("\n\n")).skip(1).map(String::strip).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the script is missing from the archive", e);
    }
  }
}
