package heliograph.trust;

import heliograph.database.DatabaseException;
import heliograph.database.JobNames;
import heliograph.database.Row;
import heliograph.database.Sql;
import heliograph.database.SqlException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One run of the graph jobs on the connection that holds their lock: each step is a row of {@code
 * job_runs}. Confined to the run's thread.
 */
final class GraphConnection {
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
       WHERE c.job = ?
       ORDER BY b.cluster, m.account\
      """;

  private final Sql sql;
  private final UUID relayId;

  GraphConnection(Sql sql, UUID relayId) {
    this.sql = sql;
    this.relayId = relayId;
    endAbandonedRuns();
  }

  /** A step that is still marked as running cannot be running: this connection holds the lock. */
  private void endAbandonedRuns() {
    sql.run(
        """
        UPDATE job_runs SET outcome = 'failed', ended_at = now(),
               detail = 'process ended before it recorded a result'
         WHERE job = ? AND outcome = 'running'\
        """,
        JobNames.GRAPH);
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
    try {
      return sql.query(
              """
              INSERT INTO job_runs (job, step, instance, started_at, outcome)
              VALUES (?, ?, ?, clock_timestamp(), 'running') RETURNING id\
              """,
              JobNames.GRAPH,
              name,
              relayId)
          .one(row -> row.getLong(1));
    } catch (SqlException e) {
      throw new DatabaseException("job_runs: " + e.getMessage(), e);
    }
  }

  private void ended(long row, String outcome, String detail) {
    try {
      sql.run(
          "UPDATE job_runs SET ended_at = clock_timestamp(), outcome = ?, detail = ? WHERE id = ?",
          outcome,
          detail,
          row);
    } catch (SqlException e) {
      throw new DatabaseException("job_runs: " + e.getMessage(), e);
    }
  }

  /** Reads the whole graph as it is at one moment, by cursors. */
  void load(GraphSink input) {
    named(
        "load",
        () ->
            sql.snapshot(() -> {
              each(REQUESTS_KNOWN, row -> input.begin(row.getBoolean(1)));
              each(
                  ACCOUNTS,
                  row ->
                      input.account(
                          row.getInt(1), GraphTables.key(row, 2), row.getLong(4), row.getLong(3)));
              each(
                  "SELECT source, target FROM follow",
                  row -> input.follow(row.getInt(1), row.getInt(2)));
              sql.query(CLUSTERS, JobNames.GRAPH)
                  .each(
                      GraphTables.FETCHED,
                      row ->
                          input.clusterMember(
                              ByteBuffer.wrap(row.getBytes(1)).getLong(), row.getInt(2)));
              return true;
            }));
  }

  private void each(String text, Consumer<Row> sink) {
    sql.query(text).each(GraphTables.FETCHED, sink);
  }

  /**
   * Writes a generation and makes it the current one, in one transaction: if {@code rows} throws,
   * or the process ends, the old one stays as it was.
   *
   * @param detail about the whole, a JSON object
   * @return the generation's number
   */
  long publish(String detail, Consumer<GenerationWriter> rows) {
    return named(
        "publish",
        () ->
            sql.transact(() -> {
              try (GenerationWriter writer = new GenerationWriter(sql, detail)) {
                rows.accept(writer);
                writer.finish();
                return writer.generation();
              }
            }));
  }

  private static <T> T named(String name, Supplier<T> work) {
    try {
      return work.get();
    } catch (SqlException e) {
      throw new DatabaseException("graph " + name + ": " + e.getMessage(), e);
    }
  }
}
