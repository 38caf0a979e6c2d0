package heliograph.statistics;

import heliograph.event.PublicKey;

/**
 * Statistics of authors' public lists: muted accounts and topics of interest (NIP-51). The counts
 * are from the last nightly maintenance; before the first one, they are made from the lists.
 * Thread-safe.
 */
public final class ListStatistics {
  private static final Popularity<Muted> MUTED =
      new Popularity<>(
          "muted",
          "muted_accounts",
          """
          SELECT m.account, m.mutes,
                 (SELECT count(*) FROM follow f WHERE f.target = m.account) AS followers
            FROM (SELECT target AS account, count(*) AS mutes FROM mute GROUP BY target) m\
          """,
          "mutes",
          "account",
          "a.pubkey, p.mutes, p.followers FROM page p JOIN account a ON a.id = p.account",
          -1,
          row ->
              new Muted(GroupStatistics.key(row), row.getLong("mutes"), row.getLong("followers")));

  private static final Popularity<Topic> TOPICS =
      new Popularity<>(
          "interests",
          "topic_popularity",
          "SELECT topic, count(*) AS accounts FROM interest GROUP BY topic",
          "accounts",
          "topic",
          "p.topic, p.accounts FROM page p",
          "",
          row -> new Topic(row.getString("topic"), row.getLong("accounts")));

  private final Questions questions;

  ListStatistics(Questions questions) {
    this.questions = questions;
  }

  /**
   * An account that others mute.
   *
   * @param mutes the number of authors whose list of mutes names it
   * @param followers the number of authors whose list of follows names it
   */
  public record Muted(PublicKey pubkey, long mutes, long followers) {}

  /** Returns the muted accounts, those muted by most authors first. */
  public Page<Muted> muted(PageRequest page) {
    return MUTED.page(questions, page);
  }

  /** A topic, in lower case, and the number of authors whose list of interests names it. */
  public record Topic(String topic, long accounts) {}

  /** Returns the topics of interest, those of most authors first. */
  public Page<Topic> topics(PageRequest page) {
    return TOPICS.page(questions, page);
  }
}
