package heliograph.purge;

import heliograph.database.Database;
import heliograph.database.JobNames;
import heliograph.database.Row;
import heliograph.database.Sql;
import heliograph.event.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The purges of accounts in the database: previews, confirmations, removals and undos. Every change
 * and the row of {@code audit_log} that records it are one transaction. Thread-safe.
 *
 * <pre>
 * PREVIEW ──confirm──► CONFIRMED ──undo──► UNDONE
 *    └──────too late──────┴──────────────► DROPPED
 * </pre>
 */
public final class PurgeLog {
  /** The state of a purge. */
  public enum State {
    PREVIEW,
    CONFIRMED,
    UNDONE,
    DROPPED;

    /** Returns the name of the state in the database and in the API. */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An account to be purged, and the number of its events in this relay. */
  public record Target(PublicKey key, long events) {}

  /**
   * A purge.
   *
   * @param relayId the relay whose events are purged
   * @param removed the number of events removed; empty until all are
   * @param restored the number of events restored; empty unless it was undone
   */
  public record Purge(
      long id,
      State state,
      UUID relayId,
      String requestedBy,
      String reason,
      Instant createdAt,
      Optional<Instant> confirmedAt,
      long keys,
      Optional<Long> removed,
      Optional<Long> restored) {}

  private static final String PURGES =
      "SELECT id, state, instance, requested_by, reason, created_at, confirmed_at,"
          + " (SELECT count(*) FROM purge_keys k WHERE k.purge = p.id),"
          + " removed, restored FROM purges p ";

  private final Database database;
  private final UUID relayId;

  /**
   * Creates the log of one relay.
   *
   * @param relayId the relay's id among those that share the database
   */
  public PurgeLog(Database database, UUID relayId) {
    this.database = database;
    this.relayId = relayId;
  }

  /** Returns the id of the relay whose log this is. */
  UUID relayId() {
    return relayId;
  }

  /** Records a preview; returns the purge's number. */
  long preview(String actor, String reason, List<Target> targets) {
    return database.onPrimary(
        "purge preview",
        sql -> {
          long id =
              sql.query(
                      """
                      INSERT INTO purges (state, instance, requested_by, reason)
                      VALUES ('preview', ?, ?, ?) RETURNING id\
                      """,
                      relayId,
                      actor,
                      reason)
                  .one(row -> row.getLong(1));
          sql.batch(
              "INSERT INTO purge_keys (purge, pubkey, events) VALUES (?, ?, ?)",
              targets,
              target -> new Object[] {id, target.key().bytes(), target.events()});
          audit(sql, actor, "purge.preview", id, targets.size());
          return id;
        });
  }

  private static void audit(Sql sql, String actor, String action, long purge, long number) {
    sql.run(
        """
        INSERT INTO audit_log (actor, action, target, detail)
        VALUES (?, ?, ?, jsonb_build_object('number', ?::bigint))\
        """,
        actor,
        action,
        "purge " + purge,
        number);
  }

  /** Records that a preview was confirmed; returns false if there is no such preview. */
  boolean confirm(long id, String actor) {
    return change(
        id,
        "UPDATE purges SET state = 'confirmed', confirmed_at = now()"
            + " WHERE id = ? AND state = 'preview'",
        actor,
        "purge.confirm",
        0);
  }

  /** Records that all events are removed. */
  void removed(long id, String actor, long events) {
    change(
        id,
        "UPDATE purges SET removed = %d WHERE id = ? AND state = 'confirmed'".formatted(events),
        actor,
        "purge.removed",
        events);
  }

  /** Records that the purge was undone. */
  void undone(long id, String actor, long events) {
    change(
        id,
        "UPDATE purges SET state = 'undone', undone_at = now(), restored = %d WHERE id = ? AND state = 'confirmed'"
            .formatted(events),
        actor,
        "purge.undo",
        events);
  }

  private boolean change(long id, String text, String actor, String action, long number) {
    return database.onPrimary(
        action,
        sql -> {
          if (sql.run(text, id) == 0) {
            return false;
          }
          audit(sql, actor, action, id, number);
          return true;
        });
  }

  /** Ends previews and confirmed purges of this relay that are older than these durations. */
  void drop(Duration previews, Duration confirmed) {
    database.onPrimary(
        "purge drop",
        sql ->
            sql.run(
                """
                UPDATE purges SET state = 'dropped' WHERE instance = ?
                   AND (state = 'preview' AND created_at < now() - ? * interval '1 second'
                     OR state = 'confirmed' AND confirmed_at < now() - ? * interval '1 second')\
                """,
                relayId,
                previews.toSeconds(),
                confirmed.toSeconds()));
  }

  /** Returns a purge. */
  Optional<Purge> find(long id) {
    return purges(PURGES + "WHERE id = ?", id).stream().findFirst();
  }

  /** Returns the purges with a lower number, the highest first. */
  List<Purge> before(long id, int limit) {
    return purges(PURGES + "WHERE id < ? ORDER BY id DESC LIMIT " + limit, id);
  }

  /** Returns purges from the primary, because a replica may not have the latest changes yet. */
  private List<Purge> purges(String text, long id) {
    return database.onPrimary("purges", sql -> sql.query(text, id).list(PurgeLog::purge));
  }

  private static Purge purge(Row row) {
    return new Purge(
        row.getLong(1),
        State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
        row.getObject(3, UUID.class),
        row.getString(4),
        row.getString(5),
        row.getInstant(6),
        row.findInstant(7),
        row.getLong(8),
        row.findObject(9, Long.class),
        row.findObject(10, Long.class));
  }

  /** Returns the accounts of a purge, in the order of their keys. */
  List<Target> targets(long id) {
    return database.onPrimary(
        "purge keys",
        sql ->
            sql.query("SELECT pubkey, events FROM purge_keys WHERE purge = ? ORDER BY pubkey", id)
                .list(row -> new Target(key(row), row.getLong(2))));
  }

  /**
   * Returns the spam candidates of the current generation with at least this score, the highest
   * first.
   */
  List<PublicKey> candidates(double scoreMin, int limit) {
    return database.onPrimary(
        "purge candidates",
        sql ->
            sql.query(
                    """
                    SELECT a.pubkey FROM spam_candidates s JOIN account a ON a.id = s.account
                     WHERE s.generation = (SELECT generation FROM graph_current WHERE job = ?)
                       AND s.score >= ? ORDER BY s.score DESC, s.account LIMIT ?\
                    """,
                    JobNames.GRAPH,
                    scoreMin,
                    limit)
                .list(PurgeLog::key));
  }

  private static PublicKey key(Row row) {
    return PublicKey.read(ByteBuffer.wrap(row.getBytes(1)), 0);
  }
}
