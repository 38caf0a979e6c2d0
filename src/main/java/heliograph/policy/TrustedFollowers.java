package heliograph.policy;

import heliograph.event.PublicKey;

/** The number of trusted keys that follow a key, as computed by the graph jobs. Thread-safe. */
@FunctionalInterface
public interface TrustedFollowers {
  /** Used before the first results. */
  TrustedFollowers UNKNOWN = key -> 0;

  int of(PublicKey key);
}
