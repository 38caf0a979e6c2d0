package heliograph.analytics;

import heliograph.database.DatabaseException;
import heliograph.database.Sql;
import java.time.Instant;
import java.util.UUID;

/**
 * The position of a consumer, written in the transaction that uses what it has read, so that either
 * both are stored or neither is. Moving it also detects a second consumer: if another has moved it
 * meanwhile, the transaction fails.
 *
 * @param consumer its name
 * @param relayId the relay whose feed it reads
 */
record Offsets(String consumer, UUID relayId) {

  /**
   * The position of a consumer.
   *
   * @param seq the last change handled; 0 at the beginning
   * @param readAt the time at which everything up to {@code seq} had been read, in milliseconds
   *     since 1970; 0 at the beginning
   * @param isKnown false if nothing was ever handled
   */
  record Place(long seq, long readAt, boolean isKnown) {
    /** The position before it is read from the database. */
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

  /** Marks the tables as incomplete, until {@link #move} marks them as complete. */
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

  /**
   * Records within the caller's transaction that the consumer is active, for work that does not
   * move it.
   */
  void touch(Sql sql) {
    sql.run(
        "UPDATE consumer_offsets SET moved_at = now() WHERE consumer = ? AND instance = ?",
        consumer,
        relayId);
  }

  /**
   * Moves the position within the caller's transaction.
   *
   * @param complete whether the tables have all events that the store held when the reading began
   * @throws DatabaseException if the position was not {@code from}
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
   * Lets the caller's transaction commit without waiting for the disk; lost changes are read again.
   */
  static void withoutWaiting(Sql sql) {
    sql.run("SET LOCAL synchronous_commit = off");
  }
}
