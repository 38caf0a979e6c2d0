package heliograph.policy;

import heliograph.config.RelayUrl;
import heliograph.event.PublicKey;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The sender of a request, as far as policy needs to know it. Thread-safe; keys are only added. */
public interface Requester {
  /** The operator's own files and the relay itself. */
  Requester OPERATOR =
      new Requester() {
        @Override
        public InetAddress address() {
          return InetAddress.getLoopbackAddress();
        }

        @Override
        public List<PublicKey> keys() {
          return List.of();
        }

        @Override
        public Optional<RelayUrl> requestedAuthority() {
          return Optional.empty();
        }
      };

  /** Returns the address of the requester. */
  InetAddress address();

  /** Returns the keys it has proven to hold (NIP-42), in that order. */
  List<PublicKey> keys();

  /** Returns the address under which it reached this relay. */
  Optional<RelayUrl> requestedAuthority();

  /** Returns true if it has proven to hold this key. */
  default boolean holds(PublicKey key) {
    return keys().contains(key);
  }

  /** Returns true if it has proven to hold any key. */
  default boolean isAuthenticated() {
    return !keys().isEmpty();
  }
}
