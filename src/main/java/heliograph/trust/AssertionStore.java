package heliograph.trust;

import heliograph.database.Database;
import heliograph.database.JobNames;
import heliograph.database.Row;
import heliograph.event.EventId;
import heliograph.event.PublicKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The subjects of assertions (NIP-85) and the assertions published last. One relay at a time of
 * those that share a database uses it. Thread-safe.
 */
public final class AssertionStore {
  /** The number of the advisory lock, which no other program uses. */
  private static final long LOCK = 0x68656c696f3835L;

  /**
   * The figures of a key in the current generation.
   *
   * @param rank 0 to 100
   */
  record Figures(int rank, int followers) {}

  /**
   * An event that was published.
   *
   * @param digest the digest of its content, in hex
   * @param createdAt seconds since 1970
   */
  record Sent(String digest, EventId event, long createdAt) {}

  /**
   * A key to assert about.
   *
   * @param figures the figures to assert; null if no more is to be asserted of the key
   * @param sent the last assertion; null if there was none
   */
  record Subject(PublicKey key, @Nullable Figures figures, @Nullable Sent sent) {}

  /** An event that was just published about a key. */
  record Published(PublicKey subject, Sent sent) {}

  private static final String SUBJECTS =
      """
      SELECT coalesce(w.pubkey, s.subject), w.rank, w.followers, encode(s.digest, 'hex'),
             s.event_id, extract(epoch FROM s.sent_at)::bigint
        FROM (SELECT a.pubkey, t.rank, t.followers
                FROM trust_ranks t
                JOIN account a ON a.id = t.account
               WHERE t.generation = (SELECT generation FROM graph_current WHERE job = ?)
                 AND t.rank > 0
               ORDER BY t.rank DESC, t.account
               LIMIT ?) w
        FULL JOIN (SELECT * FROM assertions_sent WHERE kind = ?) s ON s.subject = w.pubkey\
      """;

  private final Database database;

  public AssertionStore(Database database) {
    this.database = database;
  }

  /**
   * Passes the {@code max} best ranked keys, and every other key about which something was asserted
   * before, to {@code sink}, unless another relay is doing so.
   *
   * @return whether it did
   */
  boolean tryRun(int kind, int max, Consumer<Subject> sink) {
    return database
        .maintenanceSource()
        .run(sql ->
            sql.tryRun(
                    LOCK,
                    () ->
                        sql.snapshot(() -> {
                          sql.query(SUBJECTS, JobNames.GRAPH, max, kind)
                              .each(GraphConnection.FETCHED, row -> sink.accept(subject(row)));
                          return true;
                        }))
                .orElse(false));
  }

  private static Subject subject(Row row) {
    Figures figures = row.isNull(2) ? null : new Figures(row.getInt(2), row.getInt(3));
    return new Subject(GraphConnection.key(row, 1), figures, sent(row, 4).orElse(null));
  }

  /** Reads three columns: digest, event id and time; nothing if the digest is NULL. */
  private static Optional<Sent> sent(Row row, int from) {
    return row.findString(from)
        .map(digest ->
            new Sent(
                digest,
                EventId.read(ByteBuffer.wrap(row.getBytes(from + 1)), 0),
                row.getLong(from + 2)));
  }

  /** Returns the event of this kind that was last published about a key. */
  Optional<Sent> last(PublicKey subject, int kind) {
    return database.onPrimary(
        "assertions",
        sql ->
            sql.query(
                    """
                    SELECT encode(digest, 'hex'), event_id, extract(epoch FROM sent_at)::bigint
                      FROM assertions_sent WHERE subject = ? AND kind = ?\
                    """,
                    subject.bytes(),
                    kind)
                .first(row -> sent(row, 1))
                .flatMap(sent -> sent));
  }

  /** Records events that were published. */
  void published(int kind, List<Published> all) {
    String sql =
        "INSERT INTO assertions_sent (subject, kind, digest, event_id, sent_at)"
            + " VALUES (?, ?, decode(?, 'hex'), ?, ?) ON CONFLICT (subject, kind) DO UPDATE SET"
            + " digest = excluded.digest, event_id = excluded.event_id, sent_at = excluded.sent_at";
    inBatch(
        sql,
        all,
        published ->
            new Object[] {
              published.subject().bytes(),
              kind,
              published.sent().digest(),
              published.sent().event().bytes(),
              Instant.ofEpochSecond(published.sent().createdAt())
            });
  }

  /** Removes the records of assertions that were withdrawn. */
  void withdrawn(int kind, List<PublicKey> subjects) {
    inBatch(
        "DELETE FROM assertions_sent WHERE subject = ? AND kind = ?",
        subjects,
        subject -> new Object[] {subject.bytes(), kind});
  }

  private <T> void inBatch(String text, List<T> items, Function<T, Object[]> values) {
    if (!items.isEmpty()) {
      database.onPrimary(
          "assertions",
          sql -> {
            sql.batch(text, items, values);
            return items.size();
          });
    }
  }
}
