package heliograph.analytics;

import heliograph.database.DatabaseException;
import heliograph.database.Sql;
import java.time.Instant;
import java.util.UUID;

/**
 * How far a consumer is, kept in the transaction that uses what it has read: either both are there
 * or neither is. Moving it on also fences: if somebody else has moved it meanwhile, nothing of the
 * transaction is kept.
 *
 * @param consumer its name
 * @param relayId the relay whose feed it reads
 */
record Offsets(String consumer, UUID relayId) {

  /**
   * A place in what a consumer reads.
   *
   * @param seq the last number dealt with; 0 at the beginning
   * @param readAt when everything up to then had been read, milliseconds since 1970; 0 at the
   *     beginning
   * @param isKnown false if nothing was ever dealt with
   */
  record Place(long seq, long readAt, boolean isKnown) {
    /** The place before it is read. */
    static final Place UNREAD = new Place(-1, 0, false);
  }

  Place read(Sql sql) {
    return sql.query(
            "SELECT seq, read_at FROM consumer_offsets WHERE consumer = ? AND instance = ?",
            consumer,
            relayId)
        .first(row -> new Place(row.getLong(1), row.getInstant(2).toEpochMilli(), true))
        .orElse(new Place(0, 0, false));
  }

  /** Notes that the tables lack much of what is stored, until {@link #move} says otherwise. */
  void incomplete(Sql sql) {
    sql.run(
        """
        INSERT INTO consumer_offsets (consumer, instance, seq, read_at, complete)
        VALUES (?, ?, 0, to_timestamp(0), false)
        ON CONFLICT (consumer, instance) DO UPDATE SET complete = false, moved_at = now()\
        """,
        consumer,
        relayId);
  }

  /** Notes within the caller's transaction that reading goes on, for work that moves nothing. */
  void touch(Sql sql) {
    sql.run(
        "UPDATE consumer_offsets SET moved_at = now() WHERE consumer = ? AND instance = ?",
        consumer,
        relayId);
  }

  /**
   * Moves on within the caller's transaction.
   *
   * @param complete whether the tables hold what the store held when the reading began
   * @throws DatabaseException if it was not at {@code from}
   */
  void move(Sql sql, long from, long to, long readAt, boolean complete) {
    if (from == 0) {
      sql.run(
          """
          INSERT INTO consumer_offsets (consumer, instance, seq, read_at)
          VALUES (?, ?, 0, to_timestamp(0)) ON CONFLICT DO NOTHING\
          """,
          consumer,
          relayId);
    }
    int moved =
        sql.run(
            """
            UPDATE consumer_offsets SET seq = ?, read_at = ?, complete = ?, moved_at = now()
             WHERE consumer = ? AND instance = ? AND seq = ?\
            """,
            to,
            Instant.ofEpochMilli(readAt),
            complete,
            consumer,
            relayId,
            from);
    if (moved != 1) {
      throw new DatabaseException("another consumer has moved the cursor " + consumer);
    }
  }

  /**
   * Lets the caller's transaction commit without waiting for the disk: what is lost is read again.
   */
  static void withoutWaiting(Sql sql) {
    sql.run("SET LOCAL synchronous_commit = off");
  }
}
