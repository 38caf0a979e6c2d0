package heliograph.statistics;

import heliograph.database.Column;
import heliograph.database.JobNames;
import heliograph.database.Row;
import heliograph.database.Sql;
import heliograph.event.PublicKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The results of the graph jobs about accounts, from the last published run: trust, trends of
 * followers, candidates for spam. Thread-safe.
 */
public final class AccountStatistics {
  /** The maximum number of keys of one question about trust. */
  public static final int KEYS_MAX = 200;

  private static final int DAYS_MAX = 367;

  private static final Descending<TrustRankEntity> RANKS =
      new Descending<>(
          TrustRankEntity.class,
          "SELECT r FROM TrustRank r JOIN FETCH r.owner WHERE r.generation = :generation AND ",
          "rank",
          "account");

  private final Questions questions;

  AccountStatistics(Questions questions) {
    this.questions = questions;
  }

  /** The rank of an account, 0 to 100, with its followers and those that have a rank. */
  public record Ranked(PublicKey pubkey, int rank, int followers, int trustedFollowers) {}

  /** Returns the accounts of the highest ranks. */
  public GenerationPage<Ranked> ranks(PageRequest page) {
    PageRequest.Key key = page.after(0, Integer.MAX_VALUE, -1);
    return questions.askEntities(
        "ranks",
        entities -> {
          long generation = Generations.find(entities, key.number(0));
          List<TrustRankEntity> rows =
              RANKS.after(
                  entities,
                  Map.of("generation", generation),
                  key.smallNumber(1),
                  lastAccount(key),
                  page.limit() + 1);
          return new GenerationPage<>(
              generation,
              Page.of(
                      rows,
                      page.limit(),
                      row -> PageRequest.key(generation, row.value().rank(), row.account()))
                  .map(TrustRankEntity::value));
        });
  }

  /** Returns the account of the row before, which is the third part of the key. */
  private static Optional<Integer> lastAccount(PageRequest.Key key) {
    return Optional.of(key.smallNumber(2)).filter(account -> account >= 0);
  }

  /**
   * The results about a key.
   *
   * @param known whether it has a list or is named in one
   * @param rank from 0, which is no trust, to 100
   * @param trustedFollowers followers that have a rank
   * @param cluster the cluster of bots that it is in
   * @param spamCandidate whether it is a spam candidate
   */
  public record Trust(
      long generation,
      PublicKey pubkey,
      boolean known,
      Optional<Instant> firstSeen,
      int rank,
      long followers,
      int trustedFollowers,
      OptionalInt community,
      Optional<String> cluster,
      boolean spamCandidate) {}

  /** Returns the results about a key. */
  public Trust trust(PublicKey key) {
    return trust(List.of(key)).getFirst();
  }

  /**
   * Returns the results about up to {@link #KEYS_MAX} keys, in their order. Uses SQL, because it
   * reads seven tables.
   */
  public List<Trust> trust(List<PublicKey> keys) {
    return new Question(
            "trust",
            """
            SELECT q.pubkey, coalesce(g.id, 0) AS generation, a.id AS account, a.first_seen,
                   coalesce(t.rank, 0) AS rank, coalesce(t.trusted_followers, 0) AS trusted,
                   coalesce(t.followers, (SELECT count(*) FROM follow f WHERE f.target = a.id))
                     AS followers,
                   m.community,
                   (SELECT encode(b.fingerprint, 'hex') FROM bot_cluster_members c
                      JOIN bot_clusters b ON b.generation = c.generation AND b.cluster = c.cluster
                     WHERE c.account = a.id AND c.generation = g.id LIMIT 1) AS cluster,
                   s.account IS NOT NULL AS spam
              FROM unnest(?::bytea[]) WITH ORDINALITY q (pubkey, place)
              LEFT JOIN account a ON a.pubkey = q.pubkey
              LEFT JOIN (SELECT generation AS id FROM graph_current WHERE job = ?) g ON true
              LEFT JOIN trust_ranks t ON t.generation = g.id AND t.account = a.id
              LEFT JOIN community_members m ON m.generation = g.id AND m.account = a.id
              LEFT JOIN spam_candidates s ON s.generation = g.id AND s.account = a.id
             ORDER BY q.place LIMIT ?\
            """,
            Column.of("bytea", keys.stream().map(PublicKey::bytes).toList()),
            JobNames.GRAPH,
            KEYS_MAX)
        .rows(questions, AccountStatistics::trust);
  }

  private static Trust trust(Row row) {
    return new Trust(
        row.getLong("generation"),
        GroupStatistics.key(row),
        !row.isNull("account"),
        row.findInstant("first_seen"),
        row.getInt("rank"),
        row.getLong("followers"),
        row.getInt("trusted"),
        row.findInt("community"),
        row.findString("cluster"),
        row.getBoolean("spam"));
  }

  /** The number of followers of an account, and of those gained and lost in the last days. */
  public record Trend(PublicKey pubkey, long followers, long gained, long lost) {}

  /** The change by which trends are ranked. */
  public enum Direction {
    GAINED,
    LOST
  }

  /** Returns the accounts that gained, or lost, most followers in the last 1, 7 or 30 days. */
  public GenerationPage<Trend> trends(int days, Direction direction, PageRequest page) {
    if (days != 1 && days != 7 && days != 30) {
      throw new QuestionException("days must be 1, 7 or 30, not " + days);
    }
    PageRequest.Key key = page.after(0, Long.MAX_VALUE, -1);
    boolean gained = direction == Direction.GAINED;
    Descending<FollowerTrendEntity> list =
        new Descending<>(
            FollowerTrendEntity.class,
            """
            SELECT r FROM FollowerTrend r JOIN FETCH r.owner
             WHERE r.generation = :generation AND r.days = :days AND \
            """,
            gained ? "gained" : "lost",
            "account");
    return questions.askEntities(
        "trends",
        entities -> {
          long generation = Generations.find(entities, key.number(0));
          List<FollowerTrendEntity> rows =
              list.after(
                  entities,
                  Map.of("generation", generation, "days", days),
                  key.number(1),
                  lastAccount(key),
                  page.limit() + 1);
          return new GenerationPage<>(
              generation,
              Page.of(
                      rows,
                      page.limit(),
                      row ->
                          PageRequest.key(
                              generation,
                              gained ? row.value().gained() : row.value().lost(),
                              row.account()))
                  .map(FollowerTrendEntity::value));
        });
  }

  /** The followers gained and lost on a day. */
  public record Change(LocalDate day, long gained, long lost) {}

  /**
   * Returns the followers that a key gained and lost, day by day, without days that have no change;
   * empty if the key has no list and is named in none.
   */
  public Optional<List<Change>> changes(PublicKey key, Period period) {
    Period.Span span = period.whole(Interval.DAY);
    return questions.ask(
        "follower changes",
        sql ->
            account(sql, key)
                .map(account ->
                    new Question(
                            "follower changes",
                            """
                            SELECT day, gained, lost FROM follower_changes
                             WHERE account = ? AND day >= ? AND day < ? ORDER BY day LIMIT ?\
                            """,
                            account,
                            span.firstDay(),
                            span.endDay(),
                            DAYS_MAX)
                        .on(
                            sql,
                            row ->
                                new Change(
                                    row.getObject("day", LocalDate.class),
                                    row.getLong("gained"),
                                    row.getLong("lost")))));
  }

  private static Optional<Integer> account(Sql sql, PublicKey key) {
    return new Question(
            "account", "SELECT id FROM account WHERE pubkey = decode(?, 'hex') LIMIT 1", key.hex())
        .on(sql, row -> row.getInt("id")).stream().findFirst();
  }

  /** An account that may be spam, with the reasons. */
  public record SpamCandidate(PublicKey pubkey, double score, List<String> reasons) {
    public SpamCandidate {
      reasons = List.copyOf(reasons);
    }
  }

  private record Candidate(int account, SpamCandidate value) {}

  /**
   * Returns the spam candidates, the likeliest first. Uses SQL, because the reasons are an array,
   * which entities cannot have.
   */
  public GenerationPage<SpamCandidate> spam(PageRequest page) {
    PageRequest.Key key = page.after(0, Double.MAX_VALUE, -1);
    return questions.ask(
        "spam candidates",
        sql -> {
          long generation = Generations.find(sql, key.number(0));
          List<Candidate> rows = candidates(generation, key, page.limit() + 1, sql);
          return new GenerationPage<>(
              generation,
              Page.of(
                      rows,
                      page.limit(),
                      row -> PageRequest.key(generation, row.value().score(), row.account()))
                  .map(Candidate::value));
        });
  }

  private static List<Candidate> candidates(
      long generation, PageRequest.Key key, int wanted, Sql sql) {
    return new Question(
            "spam candidates",
            """
            WITH page AS (
              (SELECT * FROM spam_candidates e
                WHERE e.generation = ? AND e.score = ? AND e.account > ?
                ORDER BY e.account LIMIT ?)
            UNION ALL
              (SELECT * FROM spam_candidates b WHERE b.generation = ? AND b.score < ?
                ORDER BY b.score DESC, b.account LIMIT ?))
            SELECT p.account, a.pubkey, p.score, p.reasons
              FROM page p JOIN account a ON a.id = p.account
             ORDER BY p.score DESC, p.account LIMIT ?\
            """,
            generation,
            key.decimal(1),
            key.smallNumber(2),
            wanted,
            generation,
            key.decimal(1),
            wanted,
            wanted)
        .on(
            sql,
            row ->
                new Candidate(
                    row.getInt("account"),
                    new SpamCandidate(
                        GroupStatistics.key(row),
                        row.getDouble("score"),
                        row.getTexts("reasons"))));
  }
}
