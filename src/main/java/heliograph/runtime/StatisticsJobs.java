package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.purge.Purges;
import heliograph.trust.TrustSchedule;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a relay with a database does besides serving clients: the statistics, the graph jobs and the
 * sweep of old purges, each where there is one. Started and stopped in order by {@link Relay}.
 */
final class StatisticsJobs {
  private final @Nullable Analytics analytics;
  private final @Nullable TrustSchedule trust;
  private final @Nullable Purges purges;
  private volatile @Nullable ScheduledFuture<?> sweeping;

  StatisticsJobs(
      @Nullable Analytics analytics, @Nullable TrustSchedule trust, @Nullable Purges purges) {
    this.analytics = analytics;
    this.trust = trust;
    this.purges = purges;
  }

  /** Starts looking for the database; {@code jobs} runs what is done now and then. */
  void start(ScheduledExecutorService jobs) {
    if (analytics != null) {
      analytics.start();
    }
    if (trust != null) {
      trust.start(jobs);
    }
    if (purges != null) {
      sweeping = jobs.scheduleWithFixedDelay(purges::sweep, 1, 60, TimeUnit.MINUTES);
    }
  }

  /** Ends what publishes or removes events; what is noted is still written. */
  void stopTaking() {
    if (trust != null) {
      trust.stop();
    }
    ScheduledFuture<?> sweeps = sweeping;
    if (sweeps != null) {
      sweeps.cancel(false);
    }
  }

  /** Ends the rest. */
  void close() {
    if (trust != null) {
      trust.close();
    }
    if (analytics != null) {
      analytics.close();
    }
  }
}
