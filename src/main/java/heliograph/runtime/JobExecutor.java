package heliograph.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Runs the jobs that the relay can do without for a while, on the managed executor of the server
 * (Jakarta Concurrency), or on threads of the relay where the server has none (ADR 0048).
 * Thread-safe.
 */
final class JobExecutor implements AutoCloseable {
  private static final Logger LOG = System.getLogger(JobExecutor.class.getName());

  /** Every server with Jakarta Concurrency has it under this name (Concurrency 3.1, 3.2.3.4). */
  private static final String MANAGED = "java:comp/DefaultManagedScheduledExecutorService";

  private final ScheduledExecutorService executor;
  private final boolean isManaged;

  private JobExecutor(ScheduledExecutorService executor, boolean isManaged) {
    this.executor = executor;
    this.isManaged = isManaged;
  }

  /**
   * Returns the executor of the server, or a new one.
   *
   * @param threads the number of threads of a new one
   */
  @SuppressWarnings("BanJNDI") // the name is a constant of this server
  static JobExecutor open(int threads) {
    try {
      return new JobExecutor(InitialContext.doLookup(MANAGED), true);
    } catch (NamingException | ClassCastException e) {
      LOG.log(Level.DEBUG, "no managed executor, jobs have own threads reason={0}", e.toString());
      return new JobExecutor(
          Executors.newScheduledThreadPool(threads, Threads.platform("jobs")), false);
    }
  }

  ScheduledExecutorService executor() {
    return executor;
  }

  /** Ends the threads of the relay; those of the server serve others, and end with it. */
  @Override
  public void close() {
    if (!isManaged) {
      executor.shutdown();
    }
  }
}
