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
 * Decides which connections are accepted. Three limits hold for each address: open connections (its
 * limit of WebSockets and {@value #REQUESTS_MAX} more), connections without a request so far, and
 * new connections per second. One limit holds for all connections together. An address without a
 * limit of WebSockets has none of its own here. An IPv6 address counts as its first 64 bits.
 * Thread-safe.
 */
final class Admission {
  /** The most connections of one address that have sent no request so far. */
  static final int WAITING_MAX = 64;

  /** The connections of one address for requests, beyond its WebSockets. */
  static final int REQUESTS_MAX = 32;

  /** How many connections one address may open at once. */
  static final int BURST = 300;

  /** How many connections one address may open each second in the long run. */
  static final int PER_SECOND = 10;

  /** The most addresses that are remembered; while there are so many, a new one is refused. */
  private static final int ADDRESSES_MAX = 50_000;

  private static final double SECOND = 1e9;

  /** The connections of one address. Guarded by the monitor of the admission. */
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

  /**
   * Returns true if a connection is accepted. The caller then calls {@link #left} exactly once,
   * when the connection has ended.
   */
  synchronized boolean enter(InetAddress client) {
    if (open >= most || waiting >= Math.max(1, most - most / 4)) {
      return false; // a quarter is kept for connections that have sent a request
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

  /** Records the first request of an accepted connection. */
  synchronized void asked(InetAddress client) {
    waiting--;
    Address known = addresses.get(network(client));
    if (known != null) {
      known.waiting--;
    }
  }

  /**
   * Records the end of an accepted connection.
   *
   * @param hasAsked whether it had sent a request
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

  /** Removes addresses that have no open connection and their whole allowance. */
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
