package heliograph;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What a task costs this thread's processor: other than time on the clock, whatever else runs. */
public final class ProcessorTime {
  private ProcessorTime() {}

  public static Duration of(Runnable task) {
    long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    task.run();
    return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began);
  }
}
