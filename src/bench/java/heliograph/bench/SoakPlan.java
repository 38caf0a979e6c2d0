package heliograph.bench;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a long run does.
 *
 * @param home where the launcher is
 * @param data the relay's folder
 * @param csv where the samples go
 * @param duration how long the load lasts, restarts not counted
 * @param killEvery how long each relay lives; zero for until the end
 * @param sampleEvery how often its figures are noted
 * @param collectEvery how often the relay is made to collect its garbage; zero for never
 * @param connections that listen all the time
 * @param subscriptions of each of them
 * @param rate events a second
 * @param queries REQs and COUNTs a second
 */
record SoakPlan(
    Path home,
    Path data,
    int port,
    Path csv,
    Duration duration,
    Duration killEvery,
    Duration sampleEvery,
    Duration collectEvery,
    int connections,
    int subscriptions,
    int rate,
    int queries,
    long seed) {
  SoakPlan {
    if (rate < 1 || queries < 1 || connections < 1 || sampleEvery.isZero()) {
      throw new IllegalArgumentException(
          "a soak needs events, queries, listeners and samples: %d, %d, %d, %s"
              .formatted(rate, queries, connections, sampleEvery));
    }
  }
}
