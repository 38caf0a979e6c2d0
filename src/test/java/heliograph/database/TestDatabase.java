package heliograph.database;

import heliograph.TestFork;
import heliograph.config.AnalyticsConfig;
import heliograph.config.RelayConfig;
import heliograph.database.DatabaseServer.Address;
import heliograph.database.embedded.EmbeddedPostgres;
import heliograph.metrics.InMemoryMeters;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of a test's own, empty but for the schema, on the one real PostgreSQL that the tests
 * of this process share. The first database starts it; {@link #config} and {@link #threads} do not,
 * so that a process started by a test can use them.
 */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String PREFIX = "test_" + ProcessHandle.current().pid() + "_";

  private final Address address;
  private final Database database;
  public final InMemoryMeters meters = new InMemoryMeters();

  public TestDatabase() {
    this(Map.of());
  }

  /** With these settings on top of the defaults. */
  public TestDatabase(Map<String, String> settings) {
    address = create(" TEMPLATE " + Shared.TEMPLATE);
    database =
        new Database(DatabaseServer.at(address), config(settings).database(), meters, threads());
    database.start();
    try {
      if (!database.awaitUp(Duration.ofMinutes(3))) {
        throw new AssertionError("no database: " + database.health().state());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The address of a new database without anything in it. */
  static Address fresh() {
    return create("");
  }

  private static Address create(String how) {
    String name = PREFIX + COUNT.incrementAndGet();
    execute(Shared.SERVER, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    execute(Shared.SERVER, "CREATE DATABASE " + name + how);
    return new Address(
        Shared.SERVER.host(),
        Shared.SERVER.port(),
        name,
        Shared.SERVER.user(),
        Shared.SERVER.password());
  }

  /** The defaults, with small pools and these settings on top. */
  public static AnalyticsConfig config(Map<String, String> settings) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "DB_POOL_MAX",
                "4",
                "DB_POOL_MIN",
                "1",
                "DB_READ_POOL_MAX",
                "4",
                "DB_READ_POOL_MIN",
                "1"));
    values.putAll(settings);
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key))).fixed().analytics();
  }

  public static ThreadFactory threads() {
    return task -> Thread.ofPlatform().daemon().name("test-database").unstarted(task);
  }

  public Address address() {
    return address;
  }

  public Database database() {
    return database;
  }

  /** Runs statements, each by itself. */
  public void execute(String... statements) {
    for (String statement : statements) {
      execute(address, statement);
    }
  }

  static void execute(Address address, String sql) {
    try (Connection connection =
            PostgresSource.withoutStatementTimeout(address, config(Map.of()).database())
                .getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** A connection of one's own, for transactions that others meet. */
  public Connection connect() throws SQLException {
    return PostgresSource.withoutStatementTimeout(address, config(Map.of()).database())
        .getConnection();
  }

  /** All rows of a query, columns between bars, lines between rows. */
  public String rows(String sql) {
    try (Connection connection =
            PostgresSource.withoutStatementTimeout(address, config(Map.of()).database())
                .getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      StringBuilder text = new StringBuilder();
      while (result.next()) {
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          text.append(i > 1 ? "|" : "").append(result.getString(i));
        }
        text.append('\n');
      }
      return text.toString().strip();
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  public long number(String sql) {
    return Long.parseLong(rows(sql));
  }

  @Override
  public void close() {
    database.close();
    execute(Shared.SERVER, "DROP DATABASE IF EXISTS " + address.database() + " WITH (FORCE)");
  }

  /** The server and the database with the schema that all others are copied from. */
  private static final class Shared {
    static final Address SERVER = start();

    /** Making the schema once and copying it is far faster than making it for each test. */
    static final String TEMPLATE = migrated();

    private static Address start() {
      EmbeddedPostgres postgres = new EmbeddedPostgres(TestFork.folder("postgres"), 100);
      try {
        Address address = postgres.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(postgres, address)));
        return address;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private static void end(EmbeddedPostgres postgres, Address address) {
      execute(address, "DROP DATABASE IF EXISTS " + TEMPLATE + " WITH (FORCE)");
      postgres.stop();
    }

    private static String migrated() {
      Address template = fresh();
      Migrations.run(PostgresSource.withoutStatementTimeout(template, config(Map.of()).database()));
      return template.database();
    }
  }
}
