package heliograph.trust;

import heliograph.database.AdvisoryLock;
import heliograph.database.Database;
import heliograph.event.PublicKey;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What the graph jobs read from the database and leave there. Speaks in rows: knows accounts by
 * their numbers and no algorithm. Thread-safe.
 *
 * <pre>
 * alone   one connection: advisory lock → load → … the jobs … → publish → unlock
 * </pre>
 *
 * <p>The lock belongs to the connection that publishes. Whoever loses the one has lost the other: a
 * relay that was away while another took over cannot publish behind its back.
 */
public final class GraphStore {
  /** The advisory lock: any number that nobody else uses. */
  private static final long LOCK = 0x68656c696f6772L;

  static final String JOB = "graph";
  static final int FETCHED = 10_000;

  private final Database database;
  private final UUID instance;

  public GraphStore(Database database, UUID instance) {
    this.database = database;
    this.instance = instance;
  }

  /** True while there is a database. */
  boolean isUp() {
    return database.isUp();
  }

  /**
   * Runs {@code work} unless another relay is at it, or has published within {@code freshness}.
   *
   * @return whether it ran
   */
  boolean alone(Duration freshness, Consumer<GraphRun> work) {
    return database.maintain(connection ->
        AdvisoryLock.held(
                connection,
                LOCK,
                () -> {
                  Optional<Duration> age = age(connection);
                  if (age.isPresent() && age.get().compareTo(freshness) < 0) {
                    return false;
                  }
                  work.accept(new GraphRun(connection, instance));
                  return true;
                })
            .orElse(false));
  }

  /** How long ago the current generation was published, by the database's clock. */
  Optional<Duration> age() {
    return database.read("graph age", GraphStore::age);
  }

  private static Optional<Duration> age(Connection connection) throws SQLException {
    String sql =
        "SELECT extract(epoch FROM now() - g.published_at) * 1000 FROM graph_current c"
            + " JOIN graph_generation g ON g.id = c.generation WHERE c.job = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, JOB);
      try (ResultSet result = select.executeQuery()) {
        return result.next()
            ? Optional.of(Duration.ofMillis(Math.max(0, result.getLong(1))))
            : Optional.empty();
      }
    }
  }

  /** The current generation; 0 if nothing was published yet. */
  long generation() {
    return database.read("graph generation", connection -> current(connection).orElse(0));
  }

  static OptionalLong current(Connection connection) throws SQLException {
    String sql = "SELECT generation FROM graph_current WHERE job = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, JOB);
      try (ResultSet result = select.executeQuery()) {
        return result.next() ? OptionalLong.of(result.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /** Tells what the current generation says, all of one; returns which, 0 if there is none. */
  long reputation(ReputationSink sink) {
    return database.read(
        "graph ranks",
        connection -> {
          connection.setAutoCommit(false); // a cursor needs a transaction
          try {
            return reputation(connection, sink);
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
  }

  private static long reputation(Connection connection, ReputationSink sink) throws SQLException {
    GraphRun.oneSnapshot(connection);
    OptionalLong current = current(connection);
    if (current.isEmpty()) {
      return 0;
    }
    long generation = current.getAsLong();
    each(
        connection,
        "SELECT a.pubkey, t.rank, t.trusted_followers FROM trust_ranks t"
            + " JOIN account a ON a.id = t.account WHERE t.generation = ?",
        generation,
        row -> sink.rank(key(row, 1), row.getInt(2), row.getInt(3)));
    each(
        connection,
        "SELECT a.pubkey FROM spam_candidates s JOIN account a ON a.id = s.account"
            + " WHERE s.generation = ?",
        generation,
        row -> sink.spam(key(row, 1)));
    return generation;
  }

  /** What {@link #each} does with a row. */
  @FunctionalInterface
  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String sql, long generation, Row row)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCHED);
      select.setLong(1, generation);
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          row.take(result);
        }
      }
    }
  }

  static PublicKey key(ResultSet result, int column) throws SQLException {
    return PublicKey.read(ByteBuffer.wrap(result.getBytes(column)), 0);
  }
}
