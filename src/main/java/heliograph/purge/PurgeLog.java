package heliograph.purge;

import heliograph.database.Database;
import heliograph.event.PublicKey;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Purges of accounts as rows: what was shown, confirmed, removed and undone. Every change and the
 * row of {@code audit_log} that records it are one transaction. Thread-safe.
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

    /** Returns the word for it in the database and in the API. */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An account to be purged, and how many events it has here. */
  public record Target(PublicKey key, long events) {}

  /**
   * A purge.
   *
   * @param instance the relay whose store it is about
   * @param removed events; empty until all are removed
   * @param restored events; empty unless it was undone
   */
  public record Purge(
      long id,
      State state,
      UUID instance,
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
  private final UUID instance;

  /**
   * Creates the log of one relay.
   *
   * @param instance the relay's id among those that share the database
   */
  public PurgeLog(Database database, UUID instance) {
    this.database = database;
    this.instance = instance;
  }

  /** The relay's own. */
  UUID instance() {
    return instance;
  }

  /** Records a preview; returns the purge's number. */
  long preview(String actor, String reason, List<Target> targets) {
    return database.write(
        "purge preview",
        connection -> {
          String sql =
              "INSERT INTO purges (state, instance, requested_by, reason) VALUES ('preview', ?, ?, ?)"
                  + " RETURNING id";
          long id;
          try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setObject(1, instance);
            insert.setString(2, actor);
            insert.setString(3, reason);
            try (ResultSet row = insert.executeQuery()) {
              row.next();
              id = row.getLong(1);
            }
          }
          targets(connection, id, targets);
          audit(connection, actor, "purge.preview", id, targets.size());
          return id;
        });
  }

  private static void targets(Connection connection, long purge, List<Target> targets)
      throws SQLException {
    String sql = "INSERT INTO purge_keys (purge, pubkey, events) VALUES (?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Target target : targets) {
        insert.setLong(1, purge);
        insert.setBytes(2, target.key().bytes());
        insert.setLong(3, target.events());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void audit(
      Connection connection, String actor, String action, long purge, long number)
      throws SQLException {
    String sql =
        "INSERT INTO audit_log (actor, action, target, detail)"
            + " VALUES (?, ?, ?, jsonb_build_object('number', ?::bigint))";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, actor);
      insert.setString(2, action);
      insert.setString(3, "purge " + purge);
      insert.setLong(4, number);
      insert.executeUpdate();
    }
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

  private boolean change(long id, String sql, String actor, String action, long number) {
    return database.write(
        action,
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, id);
            if (update.executeUpdate() == 0) {
              return false;
            }
          }
          audit(connection, actor, action, id, number);
          return true;
        });
  }

  /** Ends previews and confirmed purges of this relay that are older than these. */
  void drop(Duration previews, Duration confirmed) {
    String sql =
        "UPDATE purges SET state = 'dropped' WHERE instance = ? AND (state = 'preview' AND created_at"
            + " < now() - ? * interval '1 second' OR state = 'confirmed' AND confirmed_at < now() -"
            + " ? * interval '1 second')";
    database.write(
        "purge drop",
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, instance);
            update.setLong(2, previews.toSeconds());
            update.setLong(3, confirmed.toSeconds());
            return update.executeUpdate();
          }
        });
  }

  /** A purge. */
  Optional<Purge> find(long id) {
    return purges(PURGES + "WHERE id = ?", id, 1).stream().findFirst();
  }

  /** Purges with a lower number, the highest first. */
  List<Purge> before(long id, int limit) {
    return purges(PURGES + "WHERE id < ? ORDER BY id DESC LIMIT " + limit, id, limit);
  }

  private List<Purge> purges(String sql, long id, int expected) {
    return database.write( // of the primary: what was just decided counts
        "purges",
        connection -> {
          List<Purge> purges = new ArrayList<>(expected);
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                purges.add(purge(row));
              }
            }
          }
          return purges;
        });
  }

  private static Purge purge(ResultSet row) throws SQLException {
    return new Purge(
        row.getLong(1),
        State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
        row.getObject(3, UUID.class),
        row.getString(4),
        row.getString(5),
        row.getObject(6, OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject(7, OffsetDateTime.class))
            .map(at -> at.withOffsetSameInstant(ZoneOffset.UTC).toInstant()),
        row.getLong(8),
        Optional.ofNullable(row.getObject(9, Long.class)),
        Optional.ofNullable(row.getObject(10, Long.class)));
  }

  /** Returns the accounts of a purge, in the order of their keys. */
  List<Target> targets(long id) {
    return rows(
        "purge keys",
        "SELECT pubkey, events FROM purge_keys WHERE purge = ? ORDER BY pubkey",
        select -> select.setLong(1, id),
        row -> new Target(key(row), row.getLong(2)));
  }

  /** The spam candidates of the current generation with at least this score, the highest first. */
  List<PublicKey> candidates(double scoreMin, int limit) {
    return rows(
        "purge candidates",
        "SELECT a.pubkey FROM spam_candidates s JOIN account a ON a.id = s.account"
            + " WHERE s.generation = (SELECT generation FROM graph_current WHERE job = 'graph')"
            + " AND s.score >= ? ORDER BY s.score DESC, s.account LIMIT ?",
        select -> {
          select.setDouble(1, scoreMin);
          select.setInt(2, limit);
        },
        PurgeLog::key);
  }

  private static PublicKey key(ResultSet row) throws SQLException {
    return PublicKey.read(ByteBuffer.wrap(row.getBytes(1)), 0);
  }

  /** Sets the parameters of a query. */
  @FunctionalInterface
  private interface Values {
    void set(PreparedStatement select) throws SQLException;
  }

  /** Makes something of a row. */
  @FunctionalInterface
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> rows(String name, String sql, Values values, Row<T> read) {
    return database.write(
        name,
        connection -> {
          List<T> rows = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            values.set(select);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                rows.add(read.read(row));
              }
            }
          }
          return rows;
        });
  }
}
