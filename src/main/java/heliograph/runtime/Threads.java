package heliograph.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Makes the relay's own threads, each with a name that says what it does. */
public final class Threads {
  private Threads() {}

  /** Platform threads called {@code heliograph-<name>-<n>} that do not keep the process alive. */
  public static ThreadFactory platform(String name) {
    return Thread.ofPlatform().name("heliograph-" + name + "-", 1).daemon().factory();
  }

  /** One virtual thread a task: for blocking sends. */
  public static ExecutorService virtual(String name) {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofVirtual().name("heliograph-" + name + "-", 1).factory());
  }
}
