package heliograph.policy;

import heliograph.config.RelayConfig;
import heliograph.event.PublicKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The keys that this relay trusts: its seeds, and those found by the graph jobs. Thread-safe. */
public final class TrustedKeys implements Predicate<PublicKey> {
  private volatile Set<PublicKey> seeds;
  private volatile Set<PublicKey> found = Set.of();

  /** Creates the set of the seeds. */
  public TrustedKeys(RelayConfig config) {
    seeds = seeds(config);
  }

  /** Replaces the seeds by those of a new configuration. */
  public void apply(RelayConfig config) {
    seeds = seeds(config);
  }

  /** Replaces the keys found before. */
  public void found(Set<PublicKey> keys) {
    found = Set.copyOf(keys);
  }

  @Override
  public boolean test(PublicKey key) {
    return seeds.contains(key) || found.contains(key);
  }

  private static Set<PublicKey> seeds(RelayConfig config) {
    Set<PublicKey> keys = new HashSet<>();
    config.live().trustSeeds().forEach(key -> keys.add(PublicKey.parse(key)));
    config.live().admins().forEach(key -> keys.add(PublicKey.parse(key)));
    return Set.copyOf(keys);
  }
}
