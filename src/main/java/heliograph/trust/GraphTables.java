package heliograph.trust;

import heliograph.database.Database;
import heliograph.database.Sql;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The database tables that the graph jobs read and write. Accounts are their numbers in the
 * database. Thread-safe.
 *
 * <pre>
 * tryRun  one connection: advisory lock → load → … the jobs … → publish → unlock
 * </pre>
 *
 * <p>The lock belongs to the connection that publishes, and is lost with it, so a relay that lost
 * its connection while another took over cannot publish.
 */
public final class GraphTables {
  private final Database database;
  private final UUID relayId;

  public GraphTables(Database database, UUID relayId) {
    this.database = database;
    this.relayId = relayId;
  }

  /** Returns true while there is a database. */
  boolean isUp() {
    return database.isUp();
  }

  /**
   * Runs {@code work} unless another relay is running it, or has published within {@code
   * freshness}, or a relay on this database is still writing the events that its store held when it
   * started. A relay that has written nothing for ten minutes is ignored.
   *
   * @return whether it ran
   */
  boolean tryRun(Duration freshness, Consumer<GraphConnection> work) {
    return database
        .maintenanceSource()
        .run(sql -> GraphConnection.tryRun(sql, relayId, freshness, work));
  }

  /** Returns how long ago the current generation was published, by the database's clock. */
  Optional<Duration> age() {
    return database.ask("graph age", GraphConnection::age);
  }

  /** Returns the current generation; 0 if nothing was published yet. */
  long generation() {
    return database.ask("graph generation", sql -> GraphConnection.current(sql).orElse(0L));
  }

  /**
   * Passes the ranks and spam candidates of the current generation to {@code sink}.
   *
   * @return the generation's number, 0 if nothing was published yet
   */
  long reputation(ReputationSink sink) {
    return database.ask("graph ranks", sql -> sql.snapshot(() -> reputation(sql, sink)));
  }

  private static long reputation(Sql sql, ReputationSink sink) {
    Optional<Long> current = GraphConnection.current(sql);
    if (current.isEmpty()) {
      return 0;
    }
    long generation = current.get();
    sql.query(
            """
            SELECT a.pubkey, t.rank, t.trusted_followers FROM trust_ranks t
              JOIN account a ON a.id = t.account WHERE t.generation = ?\
            """,
            generation)
        .each(
            GraphConnection.FETCHED,
            row -> sink.rank(GraphConnection.key(row, 1), row.getInt(2), row.getInt(3)));
    sql.query(
            """
            SELECT a.pubkey FROM spam_candidates s JOIN account a ON a.id = s.account
             WHERE s.generation = ?\
            """,
            generation)
        .each(GraphConnection.FETCHED, row -> sink.spam(GraphConnection.key(row, 1)));
    return generation;
  }
}
