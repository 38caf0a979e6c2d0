package heliograph.statistics;

import heliograph.event.PublicKey;
import java.util.List;

/**
 * What authors' public lists name: muted accounts and topics of interest (NIP-51). The counts are
 * those of the last night, or are made from the lists before the first one. Thread-safe.
 */
public final class ListStatistics {
  private static final String MUTED = "muted_accounts";

  private static final String MUTED_LIVE =
      """
      (SELECT m.account, m.mutes,
              (SELECT count(*) FROM follow f WHERE f.target = m.account) AS followers
         FROM (SELECT target AS account, count(*) AS mutes FROM mute GROUP BY target) m)\
      """;

  private static final String TOPICS = "topic_popularity";

  private static final String TOPICS_LIVE =
      "(SELECT topic, count(*) AS accounts FROM interest GROUP BY topic)";

  private final Questions questions;

  ListStatistics(Questions questions) {
    this.questions = questions;
  }

  /**
   * An account that others mute.
   *
   * @param mutes authors whose list of mutes names it
   * @param followers authors whose list of follows names it
   */
  public record Muted(PublicKey pubkey, long mutes, long followers) {}

  private record MutedRow(int account, Muted value) {}

  /** Returns the accounts that are muted, those of the most authors first. */
  public Page<Muted> muted(PageRequest page) {
    PageRequest.Key key = page.after(Long.MAX_VALUE, -1);
    List<MutedRow> rows = muted(MUTED, key, page.limit() + 1);
    if (rows.isEmpty()) {
      rows = muted(MUTED_LIVE, key, page.limit() + 1);
    }
    return Page.of(rows, page.limit(), row -> PageRequest.key(row.value().mutes(), row.account()))
        .map(MutedRow::value);
  }

  private List<MutedRow> muted(String counts, PageRequest.Key key, int wanted) {
    return new Question(
            "muted",
            """
            WITH page AS (
              (SELECT * FROM %1$s e WHERE e.mutes = ? AND e.account > ?
                ORDER BY e.account LIMIT ?)
            UNION ALL
              (SELECT * FROM %1$s b WHERE b.mutes < ? ORDER BY b.mutes DESC, b.account LIMIT ?))
            SELECT a.id AS account, a.pubkey, p.mutes, p.followers
              FROM page p JOIN account a ON a.id = p.account
             ORDER BY p.mutes DESC, a.id LIMIT ?\
            """
                .formatted(counts),
            key.number(0),
            key.smallNumber(1),
            wanted,
            key.number(0),
            wanted,
            wanted)
        .rows(
            questions,
            row ->
                new MutedRow(
                    row.getInt("account"),
                    new Muted(
                        GroupStatistics.key(row), row.getLong("mutes"), row.getLong("followers"))));
  }

  /** A topic, in lower case, and how many authors' lists of interests name it. */
  public record Topic(String topic, long accounts) {}

  /** Returns the topics of interest, those of the most authors first. */
  public Page<Topic> topics(PageRequest page) {
    PageRequest.Key key = page.after(Long.MAX_VALUE, "");
    List<Topic> rows = topics(TOPICS, key, page.limit() + 1);
    if (rows.isEmpty()) {
      rows = topics(TOPICS_LIVE, key, page.limit() + 1);
    }
    return Page.of(rows, page.limit(), row -> PageRequest.key(row.accounts(), row.topic()));
  }

  private List<Topic> topics(String counts, PageRequest.Key key, int wanted) {
    return new Question(
            "interests",
            """
            WITH page AS (
              (SELECT * FROM %1$s e WHERE e.accounts = ? AND e.topic > ? ORDER BY e.topic LIMIT ?)
            UNION ALL
              (SELECT * FROM %1$s b WHERE b.accounts < ?
                ORDER BY b.accounts DESC, b.topic LIMIT ?))
            SELECT topic, accounts FROM page ORDER BY accounts DESC, topic LIMIT ?\
            """
                .formatted(counts),
            key.number(0),
            key.text(1),
            wanted,
            key.number(0),
            wanted,
            wanted)
        .rows(questions, row -> new Topic(row.getString("topic"), row.getLong("accounts")));
  }
}
