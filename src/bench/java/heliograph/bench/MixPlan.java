package heliograph.bench;

import java.time.Duration;

/**
 * What an open-loop load does.
 *
 * @param publishers connections that publish
 * @param rate events a second
 * @param queries stored queries a second; 0 for none
 * @param patience how long to wait for what is outstanding at the end, while nothing comes
 */
record MixPlan(int publishers, int rate, int queries, Duration patience) {
  MixPlan {
    if (publishers < 1 || rate < 1 || queries < 0) {
      throw new IllegalArgumentException(
          "a load needs a publisher and a rate: %d, %d, %d".formatted(publishers, rate, queries));
    }
  }
}
