package heliograph.trust;

import heliograph.analytics.GraphStore;
import heliograph.event.PublicKey;
import heliograph.graph.AccountIndex;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The ranks of one generation as the relay asks for them: 56 bytes an account that a trusted one
 * follows, 100 a trusted one. Immutable.
 */
public final class Reputation {
  /** Nobody is known. */
  public static final Reputation NONE =
      new Reputation(0, new AccountIndex(0), new int[0], Set.of());

  /** The least rank of those who hold 95 % of all trust between them. */
  public static final int TRUSTED_FROM = 50;

  private final long generation;
  private final AccountIndex index;
  private final int[] trustedFollowers;
  private final Set<PublicKey> trusted;

  private Reputation(
      long generation, AccountIndex index, int[] trustedFollowers, Set<PublicKey> trusted) {
    this.generation = generation;
    this.index = index;
    this.trustedFollowers = trustedFollowers;
    this.trusted = Set.copyOf(trusted);
  }

  /** The current generation's. */
  static Reputation read(GraphStore store) {
    AccountIndex index = new AccountIndex(1 << 10);
    Set<PublicKey> trusted = new HashSet<>();
    int[][] followers = {new int[1 << 10]};
    long generation =
        store.ranks((key, rank, trustedFollowers) -> {
          if (rank >= TRUSTED_FROM) {
            trusted.add(key);
          }
          if (trustedFollowers > 0) {
            int account = index.add(key.a(), key.b(), key.c(), key.d());
            if (account == followers[0].length) {
              followers[0] = Arrays.copyOf(followers[0], 2 * account);
            }
            followers[0][account] = trustedFollowers;
          }
        });
    return new Reputation(generation, index, followers[0], trusted);
  }

  /** Which generation it is of; 0 if of none. */
  public long generation() {
    return generation;
  }

  /** The keys with a rank of {@link #TRUSTED_FROM} and more. */
  public Set<PublicKey> trusted() {
    return trusted;
  }

  /** How many trusted accounts follow {@code key}. */
  public int trustedFollowers(PublicKey key) {
    int account = index.find(key.a(), key.b(), key.c(), key.d());
    return account == AccountIndex.NONE ? 0 : trustedFollowers[account];
  }
}
