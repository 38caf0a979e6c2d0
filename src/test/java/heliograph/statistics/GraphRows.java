package heliograph.statistics;

import heliograph.database.TestDatabase;

/** What three runs of the graph jobs left: two that were published, and one that was not. */
public final class GraphRows {
  /** The number of the last published run. */
  static final int LAST = 2;

  private GraphRows() {}

  /** The key of an account, in hex. */
  public static String key(int account) {
    return "%02x".formatted(account).repeat(32);
  }

  /** Fills a database that has no accounts. */
  public static void fill(TestDatabase database) {
    database.execute(
        """
        INSERT INTO account (pubkey, first_seen)
        SELECT decode(repeat(lpad(to_hex(i), 2, '0'), 32), 'hex'), '2026-03-01Z'
          FROM generate_series(1, 6) i\
        """,
        """
        INSERT INTO graph_generation (job, published_at, detail)
        VALUES ('graph', '2026-03-17Z', '{"accounts": 5}'), ('graph', '2026-03-18Z', '{"accounts": 6}'),
               ('graph', NULL, '{}')\
        """,
        "INSERT INTO graph_current VALUES ('graph', 2)",
        """
        INSERT INTO trust_ranks (generation, account, rank, followers, trusted_followers)
        SELECT g, a, r, a * 10, a
          FROM (VALUES (1, 1, 99), (1, 2, 98), (1, 3, 97), (2, 1, 50), (2, 2, 100), (2, 3, 50), (2, 4, 50),
                       (2, 5, 1)) v (g, a, r)\
        """,
        """
        INSERT INTO bot_clusters
        SELECT g, c, decode(f, 'hex'), 2, 0.9, 0.1, 0.05, 12.5, '2026-03-02Z', '{"origin": "ring"}',
               ARRAY['dense: who follows whom', 'young']
          FROM (VALUES (2, 0, '0000000000000aaa'), (2, 1, '0000000000000bbb'),
                       (1, 0, '0000000000000ccc')) v (g, c, f)\
        """,
        "INSERT INTO bot_cluster_members VALUES (2, 0, 5), (2, 0, 6), (2, 1, 4), (1, 0, 1)",
        "INSERT INTO communities VALUES (2, 0, 4, 9, 3, 0.4, '{2,1}'), (2, 1, 2, 1, 1, 0.1, '{6}')",
        "INSERT INTO community_members VALUES (2, 1, 0), (2, 2, 0), (2, 3, 0), (2, 4, 0), (2, 5,"
            + " 1)",
        """
        INSERT INTO follower_trends
        SELECT 2, a, w, 100, g, l
          FROM (VALUES (1, 7, 5, 0), (2, 7, 5, 9), (3, 7, 8, 1), (1, 30, 6, 0)) v (a, w, g, l)\
        """,
        """
        INSERT INTO spam_candidates
        SELECT 2, a, s, ARRAY['UNTRUSTED'] FROM (VALUES (4, 0.5), (5, 0.75), (6, 0.5)) v (a, s)\
        """,
        "INSERT INTO follow VALUES (1, 6), (2, 6)",
        """
        INSERT INTO follower_changes
        VALUES ('2026-03-16', 1, 3, 1), ('2026-03-18', 1, 2, 0), ('2026-02-01', 1, 9, 9)\
        """);
  }
}
