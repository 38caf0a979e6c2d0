package heliograph.trust;

import heliograph.database.DatabaseException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Writes one generation of what the graph jobs found, in batches, in a transaction of its owner.
 * Confined to the run's thread.
 *
 * <p>Rows of every account are kept of this generation and the one before it; older ones would be
 * millions a day. Clusters, communities and trends are kept as long as the configuration says.
 */
final class GenerationWriter implements AutoCloseable {
  private static final int BATCH = 1_000;
  private static final int TRENDS_MAX = 1_000;
  private static final int[] WINDOWS = {1, 7, 30};

  /**
   * A cluster of bots.
   *
   * @param number 0 and on, in this generation
   * @param fingerprint the same from generation to generation
   * @param inboundRatio of all follows of members, those from outside
   * @param features what else was measured, a JSON object
   * @param reasons for people
   */
  record Cluster(
      int number,
      long fingerprint,
      int size,
      double internalDensity,
      double externalRatio,
      double inboundRatio,
      double score,
      String features,
      List<String> reasons) {
    Cluster {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * A community.
   *
   * @param modularity its part of the whole division's
   * @param topMembers those with most followers
   */
  record Community(
      int number,
      int size,
      long internalEdges,
      long externalEdges,
      double modularity,
      List<Integer> topMembers) {
    Community {
      topMembers = List.copyOf(topMembers);
    }
  }

  /** What a batch's row is set with. */
  @FunctionalInterface
  private interface Values {
    void set(PreparedStatement row) throws SQLException;
  }

  /** Rows of one table on their way. */
  private final class Rows implements AutoCloseable {
    private final PreparedStatement insert;
    private final int batch;
    private int waiting;

    Rows(int batch, String table, String columns, String marks) throws SQLException {
      this.batch = batch;
      insert =
          connection.prepareStatement(
              "INSERT INTO %s (generation, %s) VALUES (%d, %s)"
                  .formatted(table, columns, generation, marks));
    }

    void add(Values values) {
      try {
        values.set(insert);
        insert.addBatch();
        if (++waiting == batch) {
          flush();
        }
      } catch (SQLException e) {
        throw new DatabaseException("graph publish: " + e.getMessage(), e);
      }
    }

    void flush() throws SQLException {
      insert.executeBatch();
      waiting = 0;
    }

    @Override
    public void close() throws SQLException {
      insert.close();
    }
  }

  private final Connection connection;
  private final long generation;
  private final Rows ranks;
  private final Rows clusters;
  private final Rows clusterMembers;
  private final Rows communities;
  private final Rows communityMembers;
  private final Rows communityEdges;
  private final Rows spam;

  GenerationWriter(Connection connection, String detail) throws SQLException {
    this.connection = connection;
    generation = begin(detail);
    ranks =
        new Rows(BATCH, "trust_ranks", "account, rank, followers, trusted_followers", "?, ?, ?, ?");
    clusters =
        new Rows(
            1, // its members refer to it
            "bot_clusters",
            "cluster, fingerprint, size, internal_density, external_ratio, inbound_ratio, score,"
                + " features, reasons, first_detected_at",
            "?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?,"
                + " coalesce((SELECT min(first_detected_at) FROM bot_clusters WHERE fingerprint = ?),"
                + " now())");
    clusterMembers = new Rows(BATCH, "bot_cluster_members", "cluster, account", "?, ?");
    communities =
        new Rows(
            BATCH,
            "communities",
            "community, size, internal_edges, external_edges, modularity, top_members",
            "?, ?, ?, ?, ?, ?");
    communityMembers = new Rows(BATCH, "community_members", "account, community", "?, ?");
    communityEdges = new Rows(BATCH, "community_edges", "source, target, weight", "?, ?, ?");
    spam = new Rows(BATCH, "spam_candidates", "account, score, reasons", "?, ?, ?");
  }

  private long begin(String detail) throws SQLException {
    String sql = "INSERT INTO graph_generation (job, detail) VALUES (?, ?::jsonb) RETURNING id";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, GraphStore.JOB);
      insert.setString(2, detail);
      try (ResultSet result = insert.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  long generation() {
    return generation;
  }

  /** Of an account that has a rank or trusted followers. */
  void rank(int account, int rank, int followers, int trustedFollowers) {
    ranks.add(row -> {
      row.setInt(1, account);
      row.setInt(2, rank);
      row.setInt(3, followers);
      row.setInt(4, trustedFollowers);
    });
  }

  /** A cluster with its members. */
  void cluster(Cluster cluster, List<Integer> members) {
    byte[] fingerprint = ByteBuffer.allocate(8).putLong(cluster.fingerprint()).array();
    clusters.add(row -> {
      row.setInt(1, cluster.number());
      row.setBytes(2, fingerprint);
      row.setInt(3, cluster.size());
      row.setDouble(4, cluster.internalDensity());
      row.setDouble(5, cluster.externalRatio());
      row.setDouble(6, cluster.inboundRatio());
      row.setDouble(7, cluster.score());
      row.setString(8, cluster.features());
      row.setArray(9, connection.createArrayOf("text", cluster.reasons().toArray()));
      row.setBytes(10, fingerprint);
    });
    for (int member : members) {
      clusterMembers.add(row -> {
        row.setInt(1, cluster.number());
        row.setInt(2, member);
      });
    }
  }

  /** A community; its members come by themselves. */
  void community(Community community) {
    communities.add(row -> {
      row.setInt(1, community.number());
      row.setInt(2, community.size());
      row.setLong(3, community.internalEdges());
      row.setLong(4, community.externalEdges());
      row.setDouble(5, community.modularity());
      row.setArray(6, connection.createArrayOf("int4", community.topMembers().toArray()));
    });
  }

  /** In which community an account is. */
  void communityMember(int account, int community) {
    communityMembers.add(row -> {
      row.setInt(1, account);
      row.setInt(2, community);
    });
  }

  /** How many follows there are from one community to another. */
  void communityEdge(int source, int target, long follows) {
    communityEdges.add(row -> {
      row.setInt(1, source);
      row.setInt(2, target);
      row.setLong(3, follows);
    });
  }

  /** An account that may be spam, and why. */
  void spamCandidate(int account, double score, List<String> reasons) {
    spam.add(row -> {
      row.setInt(1, account);
      row.setDouble(2, score);
      row.setArray(3, connection.createArrayOf("text", reasons.toArray()));
    });
  }

  /** Writes what waits and the trends, makes the generation current, lets old rows go. */
  void finish() throws SQLException {
    for (Rows rows : all()) {
      rows.flush();
    }
    for (int window : WINDOWS) {
      trends(window);
    }
    long before = GraphStore.current(connection).orElse(generation);
    execute(
        "UPDATE graph_generation SET published_at = clock_timestamp() WHERE id = " + generation);
    execute(
        "INSERT INTO graph_current (job, generation) VALUES ('%s', %d) ON CONFLICT (job) DO UPDATE SET generation = excluded.generation"
            .formatted(GraphStore.JOB, generation));
    for (String table : List.of("trust_ranks", "community_members")) {
      execute("DELETE FROM " + table + " WHERE generation < " + before);
    }
  }

  /** Who gained and lost most followers in the last days. */
  private void trends(int days) throws SQLException {
    execute(
        """
        INSERT INTO follower_trends (generation, account, window_days, followers, gained, lost)
        SELECT %1$d, c.account, %2$d,
               (SELECT count(*) FROM follow f WHERE f.target = c.account), c.gained, c.lost
          FROM (SELECT account, sum(gained) AS gained, sum(lost) AS lost
                  FROM follower_changes
                 WHERE day > (now() AT TIME ZONE 'UTC')::date - %2$d
                 GROUP BY account) c
         WHERE c.gained <> c.lost
         ORDER BY abs(c.gained - c.lost) DESC, c.account
         LIMIT %3$d\
        """
            .formatted(generation, days, TRENDS_MAX));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private List<Rows> all() {
    return List.of(
        ranks, clusters, clusterMembers, communities, communityMembers, communityEdges, spam);
  }

  @Override
  public void close() throws SQLException {
    for (Rows rows : all()) {
      rows.close();
    }
  }
}
