package heliograph.trust;

import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.graph.AccountIndex;
import heliograph.graph.TrustRanks;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The results of one generation that the relay uses: 56 bytes for each account with a trusted
 * follower, 100 for each trusted account, 52 for each spam candidate. Immutable.
 */
public final class Reputation {
  /** The reputation before the first generation: no key is trusted or spam. */
  public static final Reputation NONE = new Reputation(0, new Gathered());

  /** The lowest rank of the accounts that together hold 95 % of all trust. */
  public static final int TRUSTED_FROM = TrustRanks.ESTABLISHED;

  /** Collects the results from the database, key by key. */
  private static final class Gathered implements ReputationSink {
    private final AccountIndex followed = new AccountIndex(0);
    private final AccountIndex spam = new AccountIndex(0);
    private final Set<PublicKey> trusted = new HashSet<>();
    private int[] trustedFollowers = new int[1 << 10];

    @Override
    public void rank(PublicKey key, int rank, int followers) {
      if (rank >= TRUSTED_FROM) {
        trusted.add(key);
      }
      if (followers > 0) {
        int account = followed.add(key.a(), key.b(), key.c(), key.d());
        if (account == trustedFollowers.length) {
          trustedFollowers = Arrays.copyOf(trustedFollowers, 2 * account);
        }
        trustedFollowers[account] = followers;
      }
    }

    @Override
    public void spam(PublicKey key) {
      spam.add(key.a(), key.b(), key.c(), key.d());
    }
  }

  private final long generation;
  private final AccountIndex followed;
  private final int[] trustedFollowers;
  private final Set<PublicKey> trusted;
  private final AccountIndex spam;

  private Reputation(long generation, Gathered told) {
    this.generation = generation;
    followed = told.followed;
    trustedFollowers = told.trustedFollowers;
    trusted = Set.copyOf(told.trusted);
    spam = told.spam;
  }

  /** Returns the reputation of the current generation. */
  static Reputation read(GraphTables store) {
    Gathered told = new Gathered();
    return new Reputation(store.reputation(told), told);
  }

  /** Returns the number of its generation; 0 if there is none. */
  public long generation() {
    return generation;
  }

  /** Returns the keys with a rank of {@link #TRUSTED_FROM} and more. */
  public Set<PublicKey> trusted() {
    return trusted;
  }

  /** Returns the number of trusted accounts that follow {@code key}. */
  public int trustedFollowers(PublicKey key) {
    int account = followed.find(key.a(), key.b(), key.c(), key.d());
    return account == AccountIndex.NONE ? 0 : trustedFollowers[account];
  }

  /**
   * Returns true if the author is a spam candidate. If no account is trusted, there are no spam
   * candidates: without seeds, a circle of people looks like a ring of bots.
   */
  public boolean isSpam(PackedEvent event) {
    return !trusted.isEmpty()
        && spam.find(
                event.pubkeyWord(0), event.pubkeyWord(1), event.pubkeyWord(2), event.pubkeyWord(3))
            != AccountIndex.NONE;
  }
}
