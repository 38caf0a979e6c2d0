package heliograph.graph;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/** Who is followed, and muted, by most. */
public final class Rankings {
  /** What an account that many mute looks like. */
  public enum Muted {
    /** More follow than mute it. */
    CONTROVERSIAL,
    /** Hardly anybody follows it, and yet it is muted. */
    SPAM,
    /** Neither can be said. */
    UNPOPULAR
  }

  private static final int NOBODY = 10;

  private Rankings() {}

  /** The accounts with most followers; equals in the order of the accounts. */
  public static List<Standing> mostFollowed(FollowGraph follows, int limit) {
    return top(follows.accounts(), limit, follows::followers)
        .map(account ->
            new Standing(account, follows.followers(account), follows.followers(account)))
        .toList();
  }

  /**
   * The accounts that most others mute, with their followers beside it.
   *
   * @param mutes who mutes whom, of the same accounts
   */
  public static List<Standing> mostMuted(FollowGraph mutes, FollowGraph follows, int limit) {
    return top(mutes.accounts(), limit, mutes::followers)
        .map(account -> new Standing(account, mutes.followers(account), follows.followers(account)))
        .toList();
  }

  /** How mutes and followers of an account go together. */
  public static Muted judge(Standing muted) {
    if (muted.followers() < NOBODY && muted.value() > muted.followers()) {
      return Muted.SPAM;
    }
    return muted.followers() >= muted.value() ? Muted.CONTROVERSIAL : Muted.UNPOPULAR;
  }

  /** Those of 0 to before {@code accounts} with the highest values above 0, highest first. */
  private static Stream<Integer> top(int accounts, int limit, IntUnaryOperator value) {
    Comparator<Integer> best =
        Comparator.<Integer>comparingInt(account -> -value.applyAsInt(account))
            .thenComparingInt(account -> account);
    PriorityQueue<Integer> kept = new PriorityQueue<>(best.reversed());
    int least = 0; // what one must exceed to come in
    for (int account = 0; account < accounts && limit > 0; account++) {
      if (value.applyAsInt(account) > least) {
        kept.add(account);
        if (kept.size() > limit) {
          kept.remove();
        }
        if (kept.size() == limit) {
          least = value.applyAsInt(kept.element());
        }
      }
    }
    return kept.stream().sorted(best);
  }
}
