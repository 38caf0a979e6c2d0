package heliograph.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Creates the relay's own threads, each with a name that describes its task. */
public final class Threads {
  private Threads() {}

  /**
   * Returns a factory of platform threads named {@code heliograph-<name>-<n>} that do not keep the
   * process alive.
   */
  public static ThreadFactory platform(String name) {
    return Thread.ofPlatform().name("heliograph-" + name + "-", 1).daemon().factory();
  }

  /** Returns an executor with one virtual thread for each task, for blocking sends. */
  public static ExecutorService virtual(String name) {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofVirtual().name("heliograph-" + name + "-", 1).factory());
  }
}
