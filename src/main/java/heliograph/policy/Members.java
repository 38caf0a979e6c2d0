package heliograph.policy;

import heliograph.event.PublicKey;
import java.util.List;
import java.util.Set;

/**
 * The keys whose events are accepted where those of others are not: the operator's list, the
 * members (NIP-43) and the administrators. Immutable.
 */
record Members(Set<PublicKey> keys) {
  Members {
    keys = Set.copyOf(keys);
  }

  boolean contains(PublicKey key) {
    return keys.contains(key);
  }

  boolean containsAny(List<PublicKey> some) {
    for (PublicKey key : some) {
      if (keys.contains(key)) {
        return true;
      }
    }
    return false;
  }
}
