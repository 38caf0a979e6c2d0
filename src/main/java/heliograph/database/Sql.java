package heliograph.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connection to the database for other rooms. Statements are prepared; their values are in the
 * order of the question marks and are numbers, texts, bytes, booleans, {@code UUID}, {@code
 * LocalDate}, {@link Instant} or {@link Column}. A failure throws {@link SqlException}. Confined to
 * one thread, and valid only during the call that receives it.
 */
public final class Sql {
  private static final Logger LOG = System.getLogger(Sql.class.getName());

  /** The number of items of a batch that are sent together. */
  private static final int BATCH = 1_000;

  private final Connection connection;
  private boolean isInTransaction;

  /** Wraps a connection that commits each statement. */
  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Opens a connection. */
  @FunctionalInterface
  interface Source {
    Connection connect() throws SQLException;
  }

  /** Runs {@code work} with a connection, and closes the connection. */
  static <T> T with(Source source, Function<Sql, T> work) {
    try (Connection connection = source.connect()) {
      return work.apply(new Sql(connection));
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  static PreparedStatement prepare(Connection connection, String text, Object[] values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text);
    try {
      bind(connection, statement, values);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  static void bind(Connection connection, PreparedStatement statement, Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      switch (values[i]) {
        case Instant time -> statement.setObject(i + 1, time.atOffset(ZoneOffset.UTC));
        case Column column -> statement.setArray(i + 1, column.in(connection));
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case Object value -> statement.setObject(i + 1, value);
      }
    }
  }

  /** Prepares a statement that returns rows. */
  public SqlQuery query(String text, Object... values) {
    return new SqlQuery(connection, text, values);
  }

  /** Runs a statement; returns the number of rows that it changed. */
  public int run(String text, Object... values) {
    try (PreparedStatement statement = prepare(connection, text, values)) {
      statement.execute();
      return Math.max(0, statement.getUpdateCount());
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  /** Prepares a statement for items that are added one by one and sent {@code size} at a time. */
  public SqlBatch batch(String text, int size) {
    return new SqlBatch(connection, text, size);
  }

  /** Runs a statement once for each item, with the values of the item. */
  public <T> void batch(String text, Collection<T> items, Function<T, Object[]> values) {
    try (SqlBatch batch = batch(text, BATCH)) {
      items.forEach(item -> batch.add(values.apply(item)));
      batch.flush();
    }
  }

  /**
   * Runs {@code work} in one transaction, on a connection that otherwise commits each statement.
   * Commits its changes, or undoes them all if it fails.
   *
   * @throws IllegalStateException if there is a transaction already
   */
  public <T> T transact(Supplier<T> work) {
    if (isInTransaction) {
      throw new IllegalStateException("there is a transaction already");
    }
    try {
      connection.setAutoCommit(false);
      isInTransaction = true;
      T result = work.get();
      connection.commit();
      isInTransaction = false;
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException e) {
      SqlException fault = new SqlException(e);
      undo(fault);
      throw fault;
    } catch (RuntimeException | Error e) {
      undo(e);
      throw e;
    }
  }

  private void undo(Throwable cause) {
    isInTransaction = false;
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Runs {@code work} in a read-only transaction that sees one state of the database. */
  public <T> T snapshot(Supplier<T> work) {
    return transact(() -> {
      run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      return work.get();
    });
  }

  /**
   * Runs {@code work} while this connection holds an advisory lock, which one of the relays that
   * share a database has at a time.
   *
   * @return the result of {@code work}; empty if another connection has the lock, and {@code work}
   *     did not run
   */
  public <T> Optional<T> tryRun(long lock, Supplier<T> work) {
    if (!ask("SELECT pg_try_advisory_lock(?)", lock)) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } finally {
      unlock(lock);
    }
  }

  /** Releases the lock, since a container's connection stays open. */
  private void unlock(long lock) {
    try {
      ask("SELECT pg_advisory_unlock(?)", lock);
    } catch (SqlException e) {
      LOG.log(Level.DEBUG, "the connection is gone, and the lock with it", e);
    }
  }

  private boolean ask(String text, long lock) {
    return query(text, lock).first(row -> row.getBoolean(1)).orElse(false);
  }
}
