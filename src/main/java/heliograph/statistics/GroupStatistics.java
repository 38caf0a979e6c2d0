package heliograph.statistics;

import heliograph.database.JobNames;
import heliograph.database.Row;
import heliograph.database.Sql;
import heliograph.event.Hex;
import heliograph.event.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The results of the graph jobs about groups, from the last published run: clusters of bots and
 * communities. Thread-safe.
 */
public final class GroupStatistics {

  private final Questions questions;

  GroupStatistics(Questions questions) {
    this.questions = questions;
  }

  /**
   * A run of the graph jobs.
   *
   * @param complete whether the relays' stores had been read to their end when it began
   * @param detail the totals and the duration of each job, a JSON object
   */
  public record Generation(long generation, Instant publishedAt, boolean complete, String detail) {}

  /** Returns the last run that was published. */
  public Optional<Generation> last() {
    return new Question(
            "graph",
            """
            SELECT id, published_at, complete, detail::text AS detail FROM graph_generation
             WHERE job = ? AND published_at IS NOT NULL ORDER BY id DESC LIMIT 1\
            """,
            JobNames.GRAPH)
            .rows(
                questions,
                row ->
                    new Generation(
                        row.getLong("id"),
                        row.getInstant("published_at"),
                        row.getBoolean("complete"),
                        row.getString("detail")))
            .stream()
            .findFirst();
  }

  /**
   * A cluster of accounts that are judged to be bots.
   *
   * @param cluster the id of the cluster, the same in each run while its members stay
   * @param internalDensity follows among members, as a share of all possible ones
   * @param externalRatio follows to others, as a share of all follows by members
   * @param inboundRatio follows from others, as a share of all follows of members
   * @param features the other measurements, a JSON object
   * @param reasons the evidence as text for people
   */
  public record Cluster(
      String cluster,
      int size,
      double internalDensity,
      double externalRatio,
      double inboundRatio,
      double score,
      Instant firstDetectedAt,
      String features,
      List<String> reasons) {
    public Cluster {
      reasons = List.copyOf(reasons);
    }
  }

  private record Numbered<T>(long number, T value) {}

  /** Returns the clusters of bots, in the order of their numbers in the run. */
  public GenerationPage<Cluster> clusters(PageRequest page) {
    return numbered(
        page,
        "clusters",
        """
        SELECT cluster AS number, encode(fingerprint, 'hex') AS fingerprint, size, internal_density,
               external_ratio, inbound_ratio, score, first_detected_at, features::text AS features,
               reasons
          FROM bot_clusters WHERE generation = ? AND cluster > ? ORDER BY cluster LIMIT ?\
        """,
        row ->
            new Cluster(
                row.getString("fingerprint"),
                row.getInt("size"),
                row.getDouble("internal_density"),
                row.getDouble("external_ratio"),
                row.getDouble("inbound_ratio"),
                row.getDouble("score"),
                row.getInstant("first_detected_at"),
                row.getString("features"),
                row.getTexts("reasons")));
  }

  /** Returns the members of a cluster of the run; empty if it has no such cluster. */
  public Optional<GenerationPage<PublicKey>> clusterMembers(String cluster, PageRequest page) {
    if (!cluster.matches("([0-9a-f]{2}){1,32}")) {
      throw new QuestionException("a cluster is named in hex, as in the list of clusters");
    }
    return members(
        page,
        "members of a cluster",
        """
        SELECT EXISTS (SELECT FROM bot_clusters
                        WHERE generation = ? AND fingerprint = decode(?, 'hex')) AS known\
        """,
        """
        SELECT m.account AS number, a.pubkey
          FROM bot_clusters b
          JOIN bot_cluster_members m ON m.generation = b.generation AND m.cluster = b.cluster
          JOIN account a ON a.id = m.account
         WHERE b.generation = ? AND m.account > ? AND b.fingerprint = decode(?, 'hex')
         ORDER BY m.account LIMIT ?\
        """,
        cluster);
  }

  /**
   * A community.
   *
   * @param community its number in this run
   * @param modularity its part of the modularity of the whole division
   * @param topMembers the members with most followers
   */
  public record Community(
      int community,
      int size,
      long internalFollows,
      long externalFollows,
      double modularity,
      List<PublicKey> topMembers) {
    public Community {
      topMembers = List.copyOf(topMembers);
    }
  }

  /** Returns the communities, in the order of their numbers in the run. */
  public GenerationPage<Community> communities(PageRequest page) {
    return numbered(
        page,
        "communities",
        """
        SELECT c.community AS number, c.size, c.internal_edges, c.external_edges, c.modularity,
               ARRAY(SELECT encode(a.pubkey, 'hex')
                       FROM unnest(c.top_members) WITH ORDINALITY t (account, place)
                       JOIN account a ON a.id = t.account ORDER BY t.place) AS top
          FROM communities c WHERE c.generation = ? AND c.community > ?
         ORDER BY c.community LIMIT ?\
        """,
        row ->
            new Community(
                row.getInt("number"),
                row.getInt("size"),
                row.getLong("internal_edges"),
                row.getLong("external_edges"),
                row.getDouble("modularity"),
                row.getTexts("top").stream().map(PublicKey::parse).toList()));
  }

  /** Returns the members of a community of the run; empty if it has no such community. */
  public Optional<GenerationPage<PublicKey>> communityMembers(int community, PageRequest page) {
    return members(
        page,
        "members of a community",
        """
        SELECT EXISTS (SELECT FROM communities WHERE generation = ? AND community = ?) AS known\
        """,
        """
        SELECT m.account AS number, a.pubkey
          FROM community_members m JOIN account a ON a.id = m.account
         WHERE m.generation = ? AND m.account > ? AND m.community = ?
         ORDER BY m.account LIMIT ?\
        """,
        community);
  }

  private Optional<GenerationPage<PublicKey>> members(
      PageRequest page, String name, String exists, String text, Object group) {
    PageRequest.Key key = page.after(0, -1);
    return questions.ask(
        name,
        sql -> {
          long generation = Generations.find(sql, key.number(0));
          boolean known =
              new Question(name, exists, generation, group)
                  .on(sql, row -> row.getBoolean("known"))
                  .getFirst();
          return known
              ? Optional.of(
                  numbered(sql, generation, key, page, name, text, GroupStatistics::key, group))
              : Optional.empty();
        });
  }

  /**
   * Returns a page ordered by a number.
   *
   * @param text the SQL, whose parameters are the run, the number of the row before, and a limit
   */
  private <T> GenerationPage<T> numbered(
      PageRequest page, String name, String text, Function<Row, T> read) {
    PageRequest.Key key = page.after(0, -1);
    return questions.ask(
        name,
        sql -> numbered(sql, Generations.find(sql, key.number(0)), key, page, name, text, read));
  }

  private static <T> GenerationPage<T> numbered(
      Sql sql,
      long generation,
      PageRequest.Key key,
      PageRequest page,
      String name,
      String text,
      Function<Row, T> read,
      Object... more) {
    Object[] parameters = new Object[more.length + 3];
    parameters[0] = generation;
    parameters[1] = key.number(1);
    System.arraycopy(more, 0, parameters, 2, more.length);
    parameters[more.length + 2] = page.limit() + 1;
    List<Numbered<T>> rows =
        new Question(name, text, parameters)
            .on(sql, row -> new Numbered<>(row.getLong("number"), read.apply(row)));
    return new GenerationPage<>(
        generation,
        Page.of(rows, page.limit(), row -> PageRequest.key(generation, row.number()))
            .map(Numbered::value));
  }

  static PublicKey key(Row row) {
    return PublicKey.parse(Hex.encode(row.getBytes("pubkey")));
  }
}
