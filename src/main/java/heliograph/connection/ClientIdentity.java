package heliograph.connection;

import heliograph.config.RelayUrl;
import heliograph.event.PublicKey;
import heliograph.policy.Requester;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The identity of a client: its address and the keys that it has proven to hold. Thread-safe. */
final class ClientIdentity implements Requester {
  /** The maximum number of keys that one connection may prove. */
  static final int KEYS_MAX = 20;

  private final Origin origin;
  private volatile List<PublicKey> keys = List.of();

  ClientIdentity(Origin origin) {
    this.origin = origin;
  }

  @Override
  public InetAddress address() {
    return origin.address();
  }

  @Override
  public Optional<RelayUrl> requestedAuthority() {
    return origin.requestedAuthority();
  }

  @Override
  public List<PublicKey> keys() {
    return keys;
  }

  /** Adds a proven key; returns false if there are too many. */
  synchronized boolean add(PublicKey key) {
    if (keys.contains(key)) {
      return true;
    }
    if (keys.size() >= KEYS_MAX) {
      return false;
    }
    keys = Stream.concat(keys.stream(), Stream.of(key)).toList();
    return true;
  }
}
