package heliograph.policy;

import heliograph.event.PublicKey;

/** How many keys that this relay trusts follow a key; the trust worker knows. Thread-safe. */
@FunctionalInterface
public interface TrustedFollowers {
  /** Before anything is known. */
  TrustedFollowers UNKNOWN = key -> 0;

  int of(PublicKey key);
}
