package heliograph.trust;

import heliograph.database.DatabaseException;
import heliograph.database.JobNames;
import heliograph.database.Row;
import heliograph.database.Sql;
import heliograph.database.SqlException;
import heliograph.event.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A run of the graph jobs on the connection that holds their lock; each step is a row of {@code
 * job_runs}. Confined to the run's thread.
 */
final class GraphConnection {
  /** The advisory lock: any number that nobody else uses. */
  private static final long LOCK = 0x68656c696f6772L;

  /** The number of rows of a cursor that are in memory at once. */
  static final int FETCHED = 10_000;

  private static final String ACCOUNTS =
      """
      SELECT a.id, a.pubkey, coalesce(r.total_requests, 0),
             CASE WHEN a.first_seen < (SELECT min(first_seen) + interval '1 day' FROM account)
                  THEN 0 ELSE extract(epoch FROM a.first_seen)::bigint END
        FROM account a LEFT JOIN req_analytics r ON r.pubkey = a.pubkey
       ORDER BY a.id\
      """;

  /** Tells whether requests have been counted for a week, so that 0 requests mean something. */
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

  private static final String COMPLETE =
      """
      SELECT NOT EXISTS
        (SELECT FROM consumer_offsets WHERE consumer = 'feed' AND NOT complete)\
      """;

  private final Sql sql;
  private final UUID relayId;
  private boolean complete;

  private GraphConnection(Sql sql, UUID relayId) {
    this.sql = sql;
    this.relayId = relayId;
    endAbandonedRuns();
  }

  /**
   * Runs {@code work} on a connection unless another one is running it, or has published within
   * {@code freshness}, or a relay is filling the tables.
   *
   * @return whether it ran
   */
  static boolean tryRun(Sql sql, UUID relayId, Duration freshness, Consumer<GraphConnection> work) {
    return sql.tryRun(
            LOCK,
            () -> {
              Optional<Duration> age = age(sql);
              if (age.isPresent() && age.get().compareTo(freshness) < 0) {
                return false;
              }
              if (isBeingFilled(sql)) {
                return false;
              }
              work.accept(new GraphConnection(sql, relayId));
              return true;
            })
        .orElse(false);
  }

  /**
   * Returns whether a relay on this database is still writing the events that its store held when
   * it started.
   */
  private static boolean isBeingFilled(Sql sql) {
    return sql.query(
            """
            SELECT EXISTS (SELECT FROM consumer_offsets WHERE consumer = 'feed' AND NOT complete
                              AND moved_at > now() - interval '10 minutes')\
            """)
        .one(row -> row.getBoolean(1));
  }

  /** Returns how long ago the current generation was published, by the database's clock. */
  static Optional<Duration> age(Sql sql) {
    return sql.query(
            """
            SELECT extract(epoch FROM now() - g.published_at) * 1000 FROM graph_current c
              JOIN graph_generation g ON g.id = c.generation WHERE c.job = ?\
            """,
            JobNames.GRAPH)
        .first(row -> Duration.ofMillis(Math.max(0, row.getLong(1))));
  }

  /** Returns the current generation, if there is one. */
  static Optional<Long> current(Sql sql) {
    return sql.query("SELECT generation FROM graph_current WHERE job = ?", JobNames.GRAPH)
        .first(row -> row.getLong(1));
  }

  static PublicKey key(Row row, int column) {
    return PublicKey.read(ByteBuffer.wrap(row.getBytes(column)), 0);
  }

  /**
   * Marks steps as ended that are still marked as running: they cannot be, since this connection
   * holds the lock.
   */
  private void endAbandonedRuns() {
    sql.run(
        """
        UPDATE job_runs SET outcome = 'failed', ended_at = now(),
               detail = 'process ended before it recorded a result'
         WHERE job = ? AND outcome = 'running'\
        """,
        JobNames.GRAPH);
  }

  /** Runs a step and records its outcome; {@code detail} returns a description of its result. */
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

  /** Reads a snapshot of the whole graph, by cursors. */
  void load(GraphSink input) {
    load(
        input,
        () ->
            each(
                "SELECT source, target FROM follow",
                row -> input.follow(row.getInt(1), row.getInt(2))));
  }

  /**
   * Reads a snapshot of the graph, with the follows read by other connections.
   *
   * @param follows reads the follows after the accounts; receives the name of the PostgreSQL
   *     snapshot, which is valid until it returns
   */
  void load(GraphSink input, Consumer<String> follows) {
    load(
        input,
        () ->
            follows.accept(sql.query("SELECT pg_export_snapshot()").one(row -> row.getString(1))));
  }

  private void load(GraphSink input, Runnable follows) {
    named(
        "load",
        () ->
            sql.snapshot(() -> {
              each(COMPLETE, row -> complete = row.getBoolean(1));
              each(REQUESTS_KNOWN, row -> input.begin(row.getBoolean(1)));
              each(
                  ACCOUNTS,
                  row -> input.account(row.getInt(1), key(row, 2), row.getLong(4), row.getLong(3)));
              follows.run();
              sql.query(CLUSTERS, JobNames.GRAPH)
                  .each(
                      FETCHED,
                      row ->
                          input.clusterMember(
                              ByteBuffer.wrap(row.getBytes(1)).getLong(), row.getInt(2)));
              return true;
            }));
  }

  private void each(String text, Consumer<Row> sink) {
    sql.query(text).each(FETCHED, sink);
  }

  /**
   * Writes a generation and makes it the current one, in one transaction: if {@code rows} throws,
   * or the process ends, the old one stays as it was.
   *
   * @param detail a description of the generation, a JSON object
   * @return the generation's number
   */
  long publish(String detail, Consumer<GenerationWriter> rows) {
    return named(
        "publish",
        () ->
            sql.transact(() -> {
              try (GenerationWriter writer = new GenerationWriter(sql, detail, complete)) {
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
