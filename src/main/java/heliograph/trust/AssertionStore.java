package heliograph.trust;

import heliograph.database.AdvisoryLock;
import heliograph.database.Database;
import heliograph.event.EventId;
import heliograph.event.PublicKey;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What there is to be asserted (NIP-85) of whom, and what was asserted last. One relay at a time of
 * those that share a database asks. Thread-safe.
 */
public final class AssertionStore {
  /** The advisory lock: any number that nobody else uses. */
  private static final long LOCK = 0x68656c696f3835L;

  /**
   * What the current generation says of a key.
   *
   * @param rank 0 to 100
   */
  record Figures(int rank, int followers) {}

  /**
   * An event that was published.
   *
   * @param digest of what it says, in hex
   * @param createdAt seconds since 1970
   */
  record Sent(String digest, EventId event, long createdAt) {}

  /**
   * A key.
   *
   * @param figures none when nothing is to be asserted of it any more
   * @param sent none when nothing was yet
   */
  record Subject(PublicKey key, @Nullable Figures figures, @Nullable Sent sent) {}

  /** What was just published about a key. */
  record Published(PublicKey subject, Sent sent) {}

  private static final String SUBJECTS =
      """
      SELECT coalesce(w.pubkey, s.subject), w.rank, w.followers, encode(s.digest, 'hex'),
             s.event_id, extract(epoch FROM s.sent_at)::bigint
        FROM (SELECT a.pubkey, t.rank, t.followers
                FROM trust_ranks t
                JOIN account a ON a.id = t.account
               WHERE t.generation = (SELECT generation FROM graph_current WHERE job = 'graph')
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
   * Tells, unless another relay is at it, every key of which there is something to assert, the
   * {@code max} best ranked, and every other of which something was.
   *
   * @return whether it did
   */
  boolean alone(int kind, int max, Consumer<Subject> sink) {
    return database.maintain(connection ->
        AdvisoryLock.held(
                connection,
                LOCK,
                () -> {
                  connection.setAutoCommit(false); // a cursor needs a transaction
                  try {
                    GraphRun.oneSnapshot(connection);
                    tell(connection, kind, max, sink);
                    return true;
                  } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                  }
                })
            .orElse(false));
  }

  private static void tell(Connection connection, int kind, int max, Consumer<Subject> sink)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SUBJECTS)) {
      select.setFetchSize(GraphStore.FETCHED);
      select.setInt(1, max);
      select.setInt(2, kind);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          int rank = row.getInt(2);
          Figures figures = row.wasNull() ? null : new Figures(rank, row.getInt(3));
          sink.accept(new Subject(GraphStore.key(row, 1), figures, sent(row, 4)));
        }
      }
    }
  }

  /** From three columns on. */
  private static @Nullable Sent sent(ResultSet row, int from) throws SQLException {
    String digest = row.getString(from);
    if (digest == null) {
      return null;
    }
    EventId event = EventId.read(ByteBuffer.wrap(row.getBytes(from + 1)), 0);
    return new Sent(digest, event, row.getLong(from + 2));
  }

  /** What was last published about a key, with this kind. */
  Optional<Sent> last(PublicKey subject, int kind) {
    String sql =
        "SELECT encode(digest, 'hex'), event_id, extract(epoch FROM sent_at)::bigint"
            + " FROM assertions_sent WHERE subject = ? AND kind = ?";
    return database.write(
        "assertions",
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setBytes(1, subject.bytes());
            select.setInt(2, kind);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.ofNullable(sent(row, 1)) : Optional.empty();
            }
          }
        });
  }

  /** Notes what was published. */
  void published(int kind, List<Published> all) {
    String sql =
        "INSERT INTO assertions_sent (subject, kind, digest, event_id, sent_at)"
            + " VALUES (?, ?, decode(?, 'hex'), ?, ?) ON CONFLICT (subject, kind) DO UPDATE SET"
            + " digest = excluded.digest, event_id = excluded.event_id, sent_at = excluded.sent_at";
    inBatch(
        sql,
        all,
        (row, published) -> {
          Sent sent = published.sent();
          row.setBytes(1, published.subject().bytes());
          row.setInt(2, kind);
          row.setString(3, sent.digest());
          row.setBytes(4, sent.event().bytes());
          row.setObject(5, Instant.ofEpochSecond(sent.createdAt()).atOffset(ZoneOffset.UTC));
        });
  }

  /** Forgets what was taken back. */
  void withdrawn(int kind, List<PublicKey> subjects) {
    inBatch(
        "DELETE FROM assertions_sent WHERE subject = ? AND kind = ?",
        subjects,
        (row, subject) -> {
          row.setBytes(1, subject.bytes());
          row.setInt(2, kind);
        });
  }

  /** Sets what a row of a batch is made of. */
  @FunctionalInterface
  private interface Values<T> {
    void set(PreparedStatement row, T item) throws SQLException;
  }

  private <T> void inBatch(String sql, List<T> items, Values<T> values) {
    if (items.isEmpty()) {
      return;
    }
    database.write(
        "assertions",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T item : items) {
              values.set(statement, item);
              statement.addBatch();
            }
            return statement.executeBatch().length;
          }
        });
  }
}
