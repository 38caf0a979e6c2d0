package heliograph.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.config.AddressRanges;
import heliograph.metrics.Meters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts wrong passwords and failed proofs (NIP-98), for each address (an IPv4 address or a /64 of
 * IPv6) and in total. An address that guesses must wait longer and longer; no other address waits
 * for it. When very many addresses guess passwords together, only passwords from addresses that
 * have given the right one before are still checked; proofs are checked from every address.
 *
 * <p>Remembers 10,000 addresses that failed and 1,000 that succeeded; a new one replaces the one
 * that was silent longest. Logs one line a minute for each address, 60 a minute in all.
 * Thread-safe.
 */
public final class ProofGuard {
  /** The way in which a client proves who it is. */
  public enum Way {
    /** A name and password. */
    PASSWORD(5, Duration.ofMinutes(1), Duration.ofHours(1)),
    /** A signed event. */
    NIP98(30, Duration.ofMinutes(1), Duration.ofMinutes(1));

    private final int free;
    private final long firstWait;
    private final long longestWait;

    Way(int free, Duration firstWait, Duration longestWait) {
      this.free = free;
      this.firstWait = firstWait.toNanos();
      this.longestWait = longestWait.toNanos();
    }
  }

  /** Receives reports of failures, at most one a minute. */
  @FunctionalInterface
  public interface Witness {
    /**
     * Reports failures.
     *
     * @param address the address of the last failure
     * @param times the number of failures of all addresses since the last call
     */
    void failures(InetAddress address, Way way, long times, String reason);
  }

  private static final Logger LOG = System.getLogger(ProofGuard.class.getName());
  private static final int FAILED_MAX = 10_000;
  private static final int GOOD_MAX = 1_000;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /**
   * The time without another failure after which those of an address are forgotten, in nanoseconds.
   */
  private static final long MEMORY = Duration.ofHours(1).toNanos();

  /**
   * The number of wrong passwords that are checked at once, of all addresses; then one a second.
   */
  private static final int BURST = 60;

  private static final int LINES_MAX = 60;

  private record Entry(ByteBuffer address, Way way) {}

  /** The failures of one address. Guarded by the monitor of the guard. */
  private static final class Failures {
    private int count;
    private long last;
    private long waitsUntil;
    private int unlogged;
    private long loggedAt;
    private boolean logged;
  }

  private final LongSupplier nanoClock;
  private final Map<Way, Meters.Counter> counters = new EnumMap<>(Way.class);

  @GuardedBy("this")
  private final Map<Entry, Failures> failed = new Lru<>(FAILED_MAX);

  @GuardedBy("this")
  private final Map<ByteBuffer, Boolean> good = new Lru<>(GOOD_MAX);

  @GuardedBy("this")
  private double left = BURST;

  @GuardedBy("this")
  private long filledAt;

  @GuardedBy("this")
  private long minuteBegan;

  @GuardedBy("this")
  private int lines;

  private final Witness witness;

  @GuardedBy("this")
  private long untold;

  @GuardedBy("this")
  private long toldAt;

  @GuardedBy("this")
  private boolean told;

  /** A map that removes the least recently used entry when it is full. */
  private static final class Lru<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int max;

    private Lru(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > max;
    }
  }

  public ProofGuard(Meters meters, LongSupplier nanoClock, Witness witness) {
    this.nanoClock = nanoClock;
    this.witness = witness;
    filledAt = nanoClock.getAsLong();
    minuteBegan = filledAt;
    for (Way way : Way.values()) {
      counters.put(
          way,
          meters.counter(
              "heliograph_failed_proofs_total",
              "Wrong passwords and failed proofs",
              "way",
              way.name().toLowerCase(Locale.ROOT)));
    }
  }

  /**
   * Returns how long an address must wait until a proof of this kind is checked; empty if it need
   * not wait.
   */
  public synchronized Optional<Duration> wait(InetAddress address, Way way) {
    long now = nanoClock.getAsLong();
    ByteBuffer network = network(address);
    Failures failures = failed.get(new Entry(network, way));
    if (failures != null && failures.waitsUntil - now > 0) {
      return Optional.of(Duration.ofNanos(failures.waitsUntil - now));
    }
    refill(now);
    return way == Way.PASSWORD && left < 1 && !good.containsKey(network)
        ? Optional.of(Duration.ofSeconds(1))
        : Optional.empty();
  }

  @GuardedBy("this")
  private void refill(long now) {
    left = Math.min(BURST, left + (now - filledAt) / 1e9);
    filledAt = now;
  }

  /** Records a right password or a valid proof. */
  public synchronized void succeeded(InetAddress address, Way way) {
    ByteBuffer network = network(address);
    Failures failures = failed.get(new Entry(network, way));
    if (failures != null) {
      // keeps the time of the last log line, or each failure could write one
      failures.count = 0;
    }
    if (way == Way.PASSWORD) {
      good.put(network, true);
    }
  }

  /** Records a failure, or a proof that was not checked because its address must wait. */
  public synchronized void failed(InetAddress address, Way way, String reason) {
    Objects.requireNonNull(counters.get(way)).increment();
    long now = nanoClock.getAsLong();
    Failures failures =
        failed.computeIfAbsent(new Entry(network(address), way), key -> new Failures());
    if (now - failures.last > MEMORY) {
      failures.count = 0;
    }
    boolean waiting = failures.waitsUntil - now > 0 && failures.count >= way.free;
    failures.last = now;
    if (!waiting) {
      failures.count++;
      refill(now);
      left = Math.max(0, left - (way == Way.PASSWORD ? 1 : 0));
      if (failures.count >= way.free) {
        int doublings = Math.min(failures.count - way.free, 20);
        failures.waitsUntil = now + Math.min(way.firstWait << doublings, way.longestWait);
      }
    }
    log(failures, address, way, reason, now);
    untold++;
    if (!told || now - toldAt >= MINUTE) {
      witness.failures(address, way, untold, reason);
      told = true;
      toldAt = now;
      untold = 0;
    }
  }

  @GuardedBy("this")
  private void log(Failures failures, InetAddress address, Way way, String reason, long now) {
    failures.unlogged++;
    if (now - minuteBegan >= MINUTE) {
      minuteBegan = now;
      lines = 0;
    }
    boolean due = !failures.logged || now - failures.loggedAt >= MINUTE;
    if (due && lines < LINES_MAX) {
      lines++;
      LOG.log(
          Level.WARNING,
          "failed proof of an administrator or reader address={0} way={1} times={2,number,#}"
              + " reason={3}",
          AddressRanges.text(address),
          way.name().toLowerCase(Locale.ROOT),
          failures.unlogged,
          reason);
      failures.logged = true;
      failures.loggedAt = now;
      failures.unlogged = 0;
    }
  }

  private static ByteBuffer network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(bytes, 0, bytes.length == 16 ? 8 : bytes.length);
  }
}
