package heliograph.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.event.Hex;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Decides which connections are taken: so many in all; of one address so many more than it may have
 * WebSockets, so many that have asked for nothing yet, and so many new ones in a time. An address
 * without a bound on its WebSockets has none here. An address of IPv6 counts as its first 64 bits.
 * Thread-safe.
 */
final class Admission {
  /** Connections of one address that have sent no request so far. */
  static final int WAITING_MAX = 64;

  /** Beyond the WebSockets of an address, for its other requests. */
  static final int REQUESTS_MAX = 32;

  /** New connections of one address at once, and how many more come to be each second. */
  static final int BURST = 300;

  static final int PER_SECOND = 10;

  /** Addresses that are remembered; a new one is refused while there are so many. */
  private static final int ADDRESSES_MAX = 50_000;

  private static final double SECOND = 1e9;

  private static final class Address {
    private int open;
    private int waiting;
    private double tokens = BURST;
    private long looked;

    boolean take(long now) {
      tokens = Math.min(BURST, tokens + (now - looked) * PER_SECOND / SECOND);
      looked = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }

    boolean isForgotten(long now) {
      return open == 0 && tokens + (now - looked) * PER_SECOND / SECOND >= BURST;
    }
  }

  private final int most;
  private final ToIntFunction<InetAddress> webSocketsMax;
  private final LongSupplier nanos;

  @GuardedBy("this")
  private final Map<String, Address> addresses = new HashMap<>();

  @GuardedBy("this")
  private int open;

  @GuardedBy("this")
  private int waiting;

  Admission(int most, ToIntFunction<InetAddress> webSocketsMax, LongSupplier nanos) {
    this.most = most;
    this.webSocketsMax = webSocketsMax;
    this.nanos = nanos;
  }

  /** True if a connection is taken; then {@link #left} is called once when it is over. */
  synchronized boolean enter(InetAddress client) {
    if (open >= most || waiting >= Math.max(1, most - most / 4)) {
      return false; // a quarter is for those that do ask for something
    }
    String network = network(client);
    Address known = addresses.get(network);
    int own = webSocketsMax.applyAsInt(client);
    if (known == null) {
      if (addresses.size() >= ADDRESSES_MAX) {
        return false;
      }
      known = new Address();
      known.looked = nanos.getAsLong();
      addresses.put(network, known);
    }
    boolean isBounded = own < Integer.MAX_VALUE - REQUESTS_MAX;
    if (isBounded
        && (known.open >= own + REQUESTS_MAX
            || known.waiting >= WAITING_MAX
            || !known.take(nanos.getAsLong()))) {
      return false;
    }
    known.open++;
    known.waiting++;
    open++;
    waiting++;
    return true;
  }

  /** Notes that a connection that was taken has asked for something, once. */
  synchronized void asked(InetAddress client) {
    waiting--;
    Address known = addresses.get(network(client));
    if (known != null) {
      known.waiting--;
    }
  }

  /**
   * Notes that a connection that was taken is over.
   *
   * @param hasAsked whether it asked for something
   */
  synchronized void left(InetAddress client, boolean hasAsked) {
    if (!hasAsked) {
      asked(client);
    }
    open--;
    Address known = addresses.get(network(client));
    if (known != null) {
      known.open--;
    }
  }

  /** Forgets addresses of which nothing is left to know. */
  synchronized void sweep() {
    long now = nanos.getAsLong();
    addresses.values().removeIf(address -> address.isForgotten(now));
  }

  synchronized int open() {
    return open;
  }

  synchronized int addresses() {
    return addresses.size();
  }

  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return Hex.encode(bytes.length == 4 ? bytes : Arrays.copyOf(bytes, 8));
  }
}
