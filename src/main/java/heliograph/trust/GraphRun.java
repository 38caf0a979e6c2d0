package heliograph.trust;

import heliograph.database.DatabaseException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One run of the graph jobs on the connection that holds their lock: each step is a row of {@code
 * job_runs}. Confined to the run's thread.
 */
final class GraphRun {
  private static final String ACCOUNTS =
      """
      SELECT a.id, a.pubkey, coalesce(r.total_requests, 0),
             CASE WHEN a.first_seen < (SELECT min(first_seen) + interval '1 day' FROM account)
                  THEN 0 ELSE extract(epoch FROM a.first_seen)::bigint END
        FROM account a LEFT JOIN req_analytics r ON r.pubkey = a.pubkey
       ORDER BY a.id\
      """;

  /** After a week, 0 requests say something. */
  private static final String REQUESTS_KNOWN =
      "SELECT coalesce(min(day) <= (now() AT TIME ZONE 'UTC')::date - 7, false)"
          + " FROM daily_request_kinds";

  private static final String CLUSTERS =
      """
      SELECT b.fingerprint, m.account
        FROM graph_current c
        JOIN bot_clusters b ON b.generation = c.generation
        JOIN bot_cluster_members m ON m.generation = b.generation AND m.cluster = b.cluster
       WHERE c.job = 'graph'
       ORDER BY b.cluster, m.account\
      """;

  private final Connection connection;
  private final UUID instance;

  GraphRun(Connection connection, UUID instance) throws SQLException {
    this.connection = connection;
    this.instance = instance;
    closeWhatEndedWithoutAWord();
  }

  /** We hold the lock, so what still says that it runs does not. */
  private void closeWhatEndedWithoutAWord() throws SQLException {
    try (Statement update = connection.createStatement()) {
      update.executeUpdate(
          "UPDATE job_runs SET outcome = 'failed', ended_at = now(), detail = 'ended without a word'"
              + " WHERE job = 'graph' AND outcome = 'running'");
    }
  }

  /** Does a step and notes how it went; {@code detail} says what it did. */
  <T> T step(String name, Supplier<T> work, Function<T, String> detail) {
    long row = began(name);
    try {
      T result = work.get();
      ended(row, "succeeded", detail.apply(result));
      return result;
    } catch (RuntimeException | Error e) {
      try {
        ended(
            row,
            "failed",
            e instanceof CancellationException ? "stopped" : String.valueOf(e.getMessage()));
      } catch (DatabaseException lost) {
        e.addSuppressed(lost);
      }
      throw e;
    }
  }

  private long began(String name) {
    String sql =
        "INSERT INTO job_runs (job, step, instance, started_at, outcome)"
            + " VALUES (?, ?, ?, clock_timestamp(), 'running') RETURNING id";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, GraphStore.JOB);
      insert.setString(2, name);
      insert.setObject(3, instance);
      try (ResultSet result = insert.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    } catch (SQLException e) {
      throw new DatabaseException("job_runs: " + e.getMessage(), e);
    }
  }

  private void ended(long row, String outcome, String detail) {
    String sql =
        "UPDATE job_runs SET ended_at = clock_timestamp(), outcome = ?, detail = ? WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, outcome);
      update.setString(2, detail);
      update.setLong(3, row);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new DatabaseException("job_runs: " + e.getMessage(), e);
    }
  }

  /** Reads the whole graph as it is at one moment, by cursors. */
  void load(GraphInput input) {
    inTransaction(
        "load",
        () -> {
          oneSnapshot(connection);
          each(REQUESTS_KNOWN, row -> input.begin(row.getBoolean(1)));
          each(
              ACCOUNTS,
              row ->
                  input.account(
                      row.getInt(1), GraphStore.key(row, 2), row.getLong(4), row.getLong(3)));
          each(
              "SELECT source, target FROM follow",
              row -> input.follow(row.getInt(1), row.getInt(2)));
          each(
              CLUSTERS,
              row ->
                  input.clusterMember(ByteBuffer.wrap(row.getBytes(1)).getLong(), row.getInt(2)));
          return true;
        });
  }

  /** Makes what follows in this transaction see one state, and change none. */
  static void oneSnapshot(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
  }

  /** What {@link #each} does with a row. */
  @FunctionalInterface
  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private void each(String sql, Row row) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(GraphStore.FETCHED);
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          row.take(result);
        }
      }
    }
  }

  /**
   * Writes a generation and makes it the current one, in one transaction: if {@code rows} throws,
   * or the process ends, the old one stays as it was.
   *
   * @param detail about the whole, a JSON object
   * @return the generation's number
   */
  long publish(String detail, Consumer<GenerationWriter> rows) {
    return inTransaction(
        "publish",
        () -> {
          try (GenerationWriter writer = new GenerationWriter(connection, detail)) {
            rows.accept(writer);
            writer.finish();
            return writer.generation();
          }
        });
  }

  /** What {@link #inTransaction} does. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException;
  }

  private <T> T inTransaction(String name, Work<T> work) {
    try {
      connection.setAutoCommit(false);
      try {
        T result = work.run();
        connection.commit();
        connection.setAutoCommit(true);
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollback(e);
        throw e;
      }
    } catch (SQLException e) {
      throw new DatabaseException("graph " + name + ": " + e.getMessage(), e);
    }
  }

  /** Back to one statement a transaction, for the next step's row. */
  private void rollback(Throwable cause) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}
