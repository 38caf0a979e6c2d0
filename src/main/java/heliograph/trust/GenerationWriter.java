package heliograph.trust;

import heliograph.database.Column;
import heliograph.database.JobNames;
import heliograph.database.Sql;
import heliograph.database.SqlBatch;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes one generation of results of the graph jobs, in batches, in its owner's transaction.
 * Confined to the run's thread.
 *
 * <p>Rows of every account are kept for this generation and the one before; they are millions a
 * day. Clusters, communities and trends are kept as long as the configuration says.
 */
final class GenerationWriter implements AutoCloseable {
  private static final int BATCH = 1_000;
  private static final int TRENDS_MAX = 1_000;
  private static final int[] WINDOWS = {1, 7, 30};

  /**
   * A cluster of bots.
   *
   * @param number the number in this generation, from 0
   * @param fingerprint the same from generation to generation
   * @param inboundRatio the share of follows from outside in all follows of members
   * @param features the other measurements, a JSON object
   * @param reasons the evidence as text for people
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
   * @param modularity its part of the modularity of the whole division
   * @param topMembers the members with most followers
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

  private final Sql sql;
  private final long generation;
  private final SqlBatch ranks;
  private final SqlBatch clusters;
  private final SqlBatch clusterMembers;
  private final SqlBatch communities;
  private final SqlBatch communityMembers;
  private final SqlBatch communityEdges;
  private final SqlBatch spam;

  GenerationWriter(Sql sql, String detail, boolean complete) {
    this.sql = sql;
    generation = begin(detail, complete);
    ranks = rows(BATCH, "trust_ranks", "account, rank, followers, trusted_followers", "?, ?, ?, ?");
    clusters =
        rows(
            1, // its members refer to it
            "bot_clusters",
            "cluster, fingerprint, size, internal_density, external_ratio, inbound_ratio, score,"
                + " features, reasons, first_detected_at",
            "?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?,"
                + " coalesce((SELECT min(first_detected_at) FROM bot_clusters WHERE fingerprint = ?),"
                + " now())");
    clusterMembers = rows(BATCH, "bot_cluster_members", "cluster, account", "?, ?");
    communities =
        rows(
            BATCH,
            "communities",
            "community, size, internal_edges, external_edges, modularity, top_members",
            "?, ?, ?, ?, ?, ?");
    communityMembers = rows(BATCH, "community_members", "account, community", "?, ?");
    communityEdges = rows(BATCH, "community_edges", "source, target, weight", "?, ?, ?");
    spam = rows(BATCH, "spam_candidates", "account, score, reasons", "?, ?, ?");
  }

  private long begin(String detail, boolean complete) {
    return sql.query(
            "INSERT INTO graph_generation (job, detail, complete) VALUES (?, ?::jsonb, ?) RETURNING id",
            JobNames.GRAPH,
            detail,
            complete)
        .one(row -> row.getLong(1));
  }

  /** Prepares rows of one table; their first column is the generation. */
  private SqlBatch rows(int size, String table, String columns, String marks) {
    return sql.batch(
        "INSERT INTO %s (generation, %s) VALUES (%d, %s)"
            .formatted(table, columns, generation, marks),
        size);
  }

  long generation() {
    return generation;
  }

  /** Adds an account that has a rank or trusted followers. */
  void rank(int account, int rank, int followers, int trustedFollowers) {
    ranks.add(account, rank, followers, trustedFollowers);
  }

  /** Adds a cluster with its members. */
  void cluster(Cluster cluster, List<Integer> members) {
    byte[] fingerprint = ByteBuffer.allocate(8).putLong(cluster.fingerprint()).array();
    clusters.add(
        cluster.number(),
        fingerprint,
        cluster.size(),
        cluster.internalDensity(),
        cluster.externalRatio(),
        cluster.inboundRatio(),
        cluster.score(),
        cluster.features(),
        Column.of("text", cluster.reasons()),
        fingerprint);
    for (int member : members) {
      clusterMembers.add(cluster.number(), member);
    }
  }

  /** Adds a community; {@link #communityMember} adds its members. */
  void community(Community community) {
    communities.add(
        community.number(),
        community.size(),
        community.internalEdges(),
        community.externalEdges(),
        community.modularity(),
        Column.of("int4", community.topMembers()));
  }

  /** Adds an account to a community. */
  void communityMember(int account, int community) {
    communityMembers.add(account, community);
  }

  /** Adds the number of follows from one community to another. */
  void communityEdge(int source, int target, long follows) {
    communityEdges.add(source, target, follows);
  }

  /** Adds an account that may be spam, with the reasons for it. */
  void spamCandidate(int account, double score, List<String> reasons) {
    spam.add(account, score, Column.of("text", reasons));
  }

  /**
   * Writes the remaining rows and the trends, makes the generation current, and deletes old rows.
   */
  void finish() {
    for (SqlBatch rows : all()) {
      rows.flush();
    }
    for (int window : WINDOWS) {
      trends(window);
    }
    long before = GraphConnection.current(sql).orElse(generation);
    sql.run(
        "UPDATE graph_generation SET published_at = clock_timestamp() WHERE id = " + generation);
    sql.run(
        "INSERT INTO graph_current (job, generation) VALUES ('%s', %d) ON CONFLICT (job) DO UPDATE SET generation = excluded.generation"
            .formatted(JobNames.GRAPH, generation));
    for (String table : List.of("trust_ranks", "community_members")) {
      sql.run("DELETE FROM " + table + " WHERE generation < " + before);
    }
  }

  /** Writes the accounts that gained or lost most followers in the last days. */
  private void trends(int days) {
    sql.run(
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

  private List<SqlBatch> all() {
    return List.of(
        ranks, clusters, clusterMembers, communities, communityMembers, communityEdges, spam);
  }

  @Override
  public void close() {
    for (SqlBatch rows : all()) {
      rows.close();
    }
  }
}
