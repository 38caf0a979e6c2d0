package heliograph.config;

/**
 * The number of connections of a pool.
 *
 * @param max the maximum number
 * @param min the number kept open while unused
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
