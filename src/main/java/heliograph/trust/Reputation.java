package heliograph.trust;

import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.graph.AccountIndex;
import heliograph.graph.TrustRanks;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What one generation says of keys, as the relay asks for it: 56 bytes an account that a trusted
 * one follows, 100 a trusted one, 52 a spam candidate. Immutable.
 */
public final class Reputation {
  /** Nobody is known. */
  public static final Reputation NONE = new Reputation(0, new Gathered());

  /** The least rank of those who hold 95 % of all trust between them. */
  public static final int TRUSTED_FROM = TrustRanks.ESTABLISHED;

  /** What the database tells, key by key. */
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

  /** Returns the current generation's. */
  static Reputation read(GraphTables store) {
    Gathered told = new Gathered();
    return new Reputation(store.reputation(told), told);
  }

  /** Returns which generation it is of; 0 if of none. */
  public long generation() {
    return generation;
  }

  /** Returns the keys with a rank of {@link #TRUSTED_FROM} and more. */
  public Set<PublicKey> trusted() {
    return trusted;
  }

  /** Returns how many trusted accounts follow {@code key}. */
  public int trustedFollowers(PublicKey key) {
    int account = followed.find(key.a(), key.b(), key.c(), key.d());
    return account == AccountIndex.NONE ? 0 : trustedFollowers[account];
  }

  /**
   * Returns true if the author is a spam candidate. Where nobody is trusted nobody is one: without
   * seeds, a circle of people looks like a ring of bots.
   */
  public boolean isSpam(PackedEvent event) {
    return !trusted.isEmpty()
        && spam.find(
                event.pubkeyWord(0), event.pubkeyWord(1), event.pubkeyWord(2), event.pubkeyWord(3))
            != AccountIndex.NONE;
  }
}
