package heliograph.policy;

import heliograph.config.Rate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each key: holds as many tokens as the rate names and is refilled evenly.
 *
 * <p>Memory is bounded: when there are too many buckets, those that are full again are dropped,
 * because a new one would be equal. If all are in use, further keys share one bucket, so an
 * attacker with many addresses gets no more than one more client would. Thread-safe.
 */
final class TokenBuckets<K> {
  /** The shortest time between two searches for full buckets, in nanoseconds. */
  private static final long SWEEP_NANOS = 1_000_000_000;

  /** The tokens of one key. Guarded by its own monitor. */
  private static final class Bucket {
    private double tokens;
    private long refilled;
  }

  private volatile Rate rate;
  private final int keysMax;
  private final LongSupplier nanoClock;
  private final ConcurrentHashMap<K, Bucket> buckets = new ConcurrentHashMap<>();
  private final Bucket shared;
  private final AtomicLong swept;

  TokenBuckets(Rate rate, int keysMax, LongSupplier nanoClock) {
    this.rate = rate;
    this.keysMax = keysMax;
    this.nanoClock = nanoClock;
    shared = new Bucket();
    shared.refilled = nanoClock.getAsLong();
    swept = new AtomicLong(shared.refilled - SWEEP_NANOS);
  }

  /** Applies another rate to all buckets from now on. */
  void rate(Rate newRate) {
    rate = newRate;
  }

  private Bucket full() {
    Bucket bucket = new Bucket();
    bucket.tokens = rate.tokens();
    bucket.refilled = nanoClock.getAsLong();
    return bucket;
  }

  /** Takes a token of {@code key}; returns false when there is none. */
  boolean take(K key) {
    return take(key, 1);
  }

  /**
   * Takes tokens of {@code key}; returns false, and takes none, when there are fewer. A full bucket
   * gives more than it holds and then has a negative number.
   */
  boolean take(K key, long tokens) {
    if (rate.isUnlimited()) {
      return true;
    }
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      bucket = hasRoom() ? buckets.computeIfAbsent(key, absent -> full()) : shared;
    }
    synchronized (bucket) {
      refill(bucket, nanoClock.getAsLong());
      if (bucket.tokens < Math.min(tokens, rate.tokens())) {
        return false;
      }
      bucket.tokens -= tokens;
      return true;
    }
  }

  /** Undoes a {@link #take} of as many tokens. */
  void giveBack(K key, long tokens) {
    Bucket bucket = buckets.get(key);
    if (bucket != null) { // the shared bucket is not refilled this way
      synchronized (bucket) {
        bucket.tokens += tokens;
      }
    }
  }

  private void refill(Bucket bucket, long now) {
    Rate current = rate;
    long nanos = Math.max(1, current.per().toNanos());
    double granted = (now - bucket.refilled) * (double) current.tokens() / nanos;
    bucket.tokens = Math.min((double) current.tokens(), bucket.tokens + Math.max(0, granted));
    bucket.refilled = now;
  }

  private boolean hasRoom() {
    if (buckets.size() < keysMax) {
      return true;
    }
    long now = nanoClock.getAsLong();
    long last = swept.get();
    if (now - last < SWEEP_NANOS || !swept.compareAndSet(last, now)) {
      return false;
    }
    buckets
        .values()
        .removeIf(bucket -> {
          synchronized (bucket) {
            refill(bucket, now);
            return bucket.tokens >= rate.tokens();
          }
        });
    return buckets.size() < keysMax;
  }

  int size() {
    return buckets.size();
  }
}
