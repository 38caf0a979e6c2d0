package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.DatabaseConfig;
import heliograph.database.DatabaseException;
import heliograph.database.DatabaseServer;
import heliograph.database.MaintenanceSource;
import heliograph.database.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

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

  private final DatabaseServer.Address address;
  private final DatabaseConfig config;

  /** Prepares to fill the database at an address. */
  public SyntheticYear(DatabaseServer.Address address, DatabaseConfig config) {
    this.address = address;
    this.config = config;
  }

  /**
   * Fills an empty database.
   *
   * @param progress is given the name of each part before it is generated
   * @return false if there is something in it already, which is left as it is
   */
  public boolean fill(Size size, Consumer<String> progress) {
    MaintenanceSource source = MaintenanceSource.migrated(address, config);
    try {
      return source.run(sql -> fill(sql, size, progress));
    } catch (DatabaseException e) {
      throw new DatabaseException("the year cannot be generated: " + e.getMessage(), e);
    }
  }

  private static boolean fill(Sql sql, Size size, Consumer<String> progress) {
    if (isFull(sql)) {
      return false;
    }
    sql.transact(() -> {
      begin(sql, size);
      for (String paragraph : paragraphs()) {
        progress.accept(paragraph.lines().findFirst().orElse("").replaceFirst("-- ", ""));
        sql.run(paragraph);
      }
      return true;
    });
    progress.accept("VACUUM ANALYZE");
    sql.run("VACUUM ANALYZE");
    return true;
  }

  private static boolean isFull(Sql sql) {
    return sql.query("SELECT EXISTS (SELECT FROM account) OR EXISTS (SELECT FROM analytics_events)")
        .one(row -> row.getBoolean(1));
  }

  private static void begin(Sql sql, Size size) {
    sql.run(
        """
        SELECT setseed(?), set_config('bench.events', ?, true),
               set_config('bench.accounts', ?, true), set_config('bench.addresses', ?, true),
               set_config('max_parallel_workers_per_gather', '0', true)\
        """,
        size.seed(),
        Integer.toString(size.events()),
        Integer.toString(size.accounts()),
        Integer.toString(size.addresses()));
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
