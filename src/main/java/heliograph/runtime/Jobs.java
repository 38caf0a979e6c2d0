package heliograph.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.analytics.Analytics;
import heliograph.connection.Connections;
import heliograph.purge.Purges;
import heliograph.trust.TrustSchedule;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * All jobs that the relay runs at intervals.
 *
 * <pre>
 * job               every            on
 * pings             1/30 of          heliograph-ping
 *                   ping-interval
 * settings files    second           heliograph-settings
 * database upkeep   second           {@link JobExecutor}
 * graph jobs        ten seconds      {@link JobExecutor} ({@link TrustSchedule})
 * sweep of purges   hour             {@link JobExecutor}
 * </pre>
 *
 * <p>The last three begin with {@link #startStatistics}, when clients are served. Thread-safe.
 */
final class Jobs implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Jobs.class.getName());

  private final Optional<Analytics> analytics;
  private final Optional<TrustSchedule> trust;
  private final Optional<Purges> purges;
  private final ScheduledExecutorService pings =
      Executors.newSingleThreadScheduledExecutor(Threads.platform("ping"));
  private final ScheduledExecutorService settings =
      Executors.newSingleThreadScheduledExecutor(Threads.platform("settings"));

  @GuardedBy("this")
  private final List<ScheduledFuture<?>> scheduled = new ArrayList<>();

  @GuardedBy("this")
  private boolean closed;

  Jobs(Optional<Analytics> analytics, Optional<TrustSchedule> trust, Optional<Purges> purges) {
    this.analytics = analytics;
    this.trust = trust;
    this.purges = purges;
  }

  /** Pings the clients that have been silent for {@code interval}, one part of them at a time. */
  synchronized void ping(Connections connections, Duration interval) {
    long turn = Math.max(10, interval.toMillis() / Connections.TURNS);
    Runnable job = guarded("pings", () -> connections.keepAlive(interval));
    scheduled.add(pings.scheduleAtFixedRate(job, turn, turn, TimeUnit.MILLISECONDS));
  }

  /** Runs {@code look} each second, which checks whether the operator's files have changed. */
  synchronized void watch(Runnable look) {
    Runnable job = guarded("settings", look);
    scheduled.add(settings.scheduleWithFixedDelay(job, 1, 1, TimeUnit.SECONDS));
  }

  /** Runs {@code work} on the thread that checks the settings files; returns its result. */
  <T> T onSettingsThread(Callable<T> work) {
    try {
      return settings.submit(work).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | RejectedExecutionException e) {
      throw new IllegalStateException("the relay is stopping", e);
    }
  }

  /** Returns a job that catches faults, after which it would not be run again. */
  private static Runnable guarded(String name, Runnable job) {
    return () -> {
      try {
        job.run();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "job " + name + " failed, and goes on at its next turn", e);
      }
    };
  }

  /**
   * Starts the statistics, which connect to their database and may use much processor time for a
   * while.
   */
  synchronized void startStatistics(ScheduledExecutorService executor) {
    if (closed) {
      return;
    }
    analytics.ifPresent(found -> {
      found.start();
      scheduled.add(executor.scheduleWithFixedDelay(found.upkeep(), 1, 1, TimeUnit.SECONDS));
    });
    trust.ifPresent(found -> found.start(executor));
    purges.ifPresent(found ->
        scheduled.add(executor.scheduleWithFixedDelay(found::sweep, 1, 60, TimeUnit.MINUTES)));
  }

  /** Ends all jobs; a run of the graph jobs is asked to end, without waiting for it. */
  @Override
  public synchronized void close() {
    closed = true;
    trust.ifPresent(TrustSchedule::stop);
    scheduled.forEach(job -> job.cancel(false));
    settings.shutdown();
    pings.shutdown();
  }
}
