package heliograph.trust;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.database.DatabaseException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs when they are due and reads their results: checks every ten seconds whether a
 * generation is due, and whether there is one that the relay has not read, its own or that of a
 * relay on the same database. After a fault the jobs run again at the next interval, in ten minutes
 * at the latest.
 *
 * <p>A run that is due waits until everything that the relay had stored by then is in the database,
 * so that no result is computed from a part of it after a start, an import or a restore.
 * Thread-safe.
 */
public final class TrustSchedule implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TrustSchedule.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** The time between two checks for a database. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private static final Duration PAUSE_MAX = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The value of {@link #awaited} while the schedule waits for no change. */
  private static final long NONE = -1;

  private final GraphTables store;
  private final FeedProgress feed;
  private final TrustJobs jobs;
  private final Duration interval;
  private final Consumer<Reputation> reader;
  private final @Nullable Assertions assertions;

  /** Held by the thread that checks, so that closing can wait for it. */
  private final ReentrantLock checking = new ReentrantLock();

  private volatile @Nullable Future<?> looks;

  @GuardedBy("checking")
  private long read;

  /** The change that has to be in the database before the jobs run. */
  @GuardedBy("checking")
  private long awaited = NONE;

  @GuardedBy("checking")
  private long nextLook = System.nanoTime();

  @GuardedBy("checking")
  private @Nullable Long failedAt;

  /**
   * Creates a schedule that runs nothing before {@link #start}.
   *
   * @param feed the progress of the events that must be in the database before a run
   * @param interval the time between two runs; zero for never
   * @param reader called for every generation that this relay has not read yet
   * @param assertions publishes assertions with each generation; null if they are off
   */
  public TrustSchedule(
      GraphTables store,
      FeedProgress feed,
      TrustJobs jobs,
      Duration interval,
      Consumer<Reputation> reader,
      @Nullable Assertions assertions) {
    this.store = store;
    this.feed = feed;
    this.jobs = jobs;
    this.interval = interval;
    this.reader = reader;
    this.assertions = assertions;
  }

  /** Starts on threads of {@code executor}, which a run occupies as long as it lasts. */
  public void start(ScheduledExecutorService executor) {
    looks =
        executor.scheduleWithFixedDelay(
            () -> look(executor), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(Executor lender) {
    checking.lock();
    try {
      if (store.isUp() && System.nanoTime() - nextLook >= 0) {
        nextLook = System.nanoTime() + LOOK.toNanos();
        reload();
        if (isDue() && isFed()) {
          run(lender);
          reload();
        }
        if (assertions != null && !isResting()) {
          assertions.publishChanges(read);
        }
      }
    } catch (DatabaseException e) {
      failed();
      LOG.log(Level.WARNING, "graph jobs wait: " + e.getMessage());
    } catch (CancellationException e) {
      LOG.log(Level.DEBUG, "graph jobs end");
    } catch (RuntimeException | Error e) { // a graph that is too large must not end the schedule
      failed();
      LOG.log(Level.ERROR, "graph jobs failed, the last results stay", e);
    } finally {
      checking.unlock();
    }
  }

  @GuardedBy("checking")
  private void run(Executor lender) {
    if (jobs.run(interval, lender)) {
      LOG.log(Level.INFO, "graph jobs done generation={0,number,#}", store.generation());
    }
    awaited = NONE;
    failedAt = null;
  }

  /** Records the newest change when a run is due, and returns whether the database has it. */
  @GuardedBy("checking")
  private boolean isFed() {
    if (awaited == NONE) {
      awaited = feed.newest();
      if (feed.written() < awaited) {
        LOG.log(Level.INFO, "graph jobs wait until the database has change={0,number,#}", awaited);
      }
    }
    return feed.written() >= awaited;
  }

  @GuardedBy("checking")
  private void failed() {
    failedAt = System.nanoTime();
  }

  @GuardedBy("checking")
  private boolean isResting() {
    return failedAt != null && since(failedAt).compareTo(pause()) < 0;
  }

  @GuardedBy("checking")
  private boolean isDue() {
    if (interval.isZero() || isResting()) {
      return false;
    }
    Optional<Duration> age = store.age();
    return age.isEmpty() || age.get().compareTo(interval) >= 0;
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private Duration pause() {
    return interval.isZero() || interval.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : interval;
  }

  @GuardedBy("checking")
  private void reload() {
    if (store.generation() != read) {
      Reputation fresh = Reputation.read(store);
      read = fresh.generation();
      reader.accept(fresh);
    }
  }

  /** Ends a check or a run soon, and prevents further ones. */
  public void stop() {
    jobs.stop();
    if (assertions != null) {
      assertions.stop();
    }
  }

  /** Stops and waits for the end. */
  @Override
  public void close() {
    stop();
    Future<?> scheduled = looks;
    if (scheduled == null) {
      return;
    }
    // the run checks whether to stop; an interrupt would only break its SQL
    scheduled.cancel(false);
    try {
      if (checking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        checking.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
