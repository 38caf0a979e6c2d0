package heliograph.connection;

import heliograph.policy.AddressBucket;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The number of open connections of each address. An address without connections takes no memory.
 * Thread-safe.
 */
final class ConnectionsByAddress {
  private final ConcurrentHashMap<AddressBucket, Integer> open = new ConcurrentHashMap<>();

  int count(InetAddress address) {
    return open.getOrDefault(AddressBucket.of(address), 0);
  }

  /** Counts one more connection, unless {@code max} are open. */
  boolean add(InetAddress address, int max) {
    boolean[] added = new boolean[1];
    open.compute(
        AddressBucket.of(address),
        (key, count) -> {
          int now = count == null ? 0 : count;
          added[0] = now < max;
          return added[0] ? Integer.valueOf(now + 1) : count;
        });
    return added[0];
  }

  /** Counts one connection less. */
  void remove(InetAddress address) {
    open.computeIfPresent(AddressBucket.of(address), (key, count) -> count == 1 ? null : count - 1);
  }

  /** Returns the address with most connections, of those that have more than {@code few}. */
  Optional<AddressBucket> fullest(int few) {
    AddressBucket fullest = null;
    int most = few;
    for (Map.Entry<AddressBucket, Integer> one : open.entrySet()) {
      if (one.getValue() > most) {
        fullest = one.getKey();
        most = one.getValue();
      }
    }
    return Optional.ofNullable(fullest);
  }

  /** Returns the number of addresses with a connection. */
  int addresses() {
    return open.size();
  }
}
