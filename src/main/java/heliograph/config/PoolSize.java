package heliograph.config;

/**
 * How many connections a pool holds.
 *
 * @param max most at a time
 * @param min kept ready while nobody asks
 */
public record PoolSize(int max, int min) {
  public PoolSize {
    if (max < 1 || min < 0 || min > max) {
      throw new IllegalArgumentException("a pool of at most " + max + " cannot keep " + min);
    }
  }

  /** Returns a pool of {@code share} times this size, at least one connection. */
  public PoolSize scaled(double share) {
    int fewer = Math.max(1, (int) Math.floor(max * share));
    return new PoolSize(fewer, Math.clamp((long) Math.floor(min * share), 1, fewer));
  }
}
