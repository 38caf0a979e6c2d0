package heliograph.runtime;

import com.sun.management.OperatingSystemMXBean;
import heliograph.metrics.Meters;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** Registers metrics of this process: heap, threads, processor time. */
final class ProcessFigures {
  private ProcessFigures() {}

  static void register(Meters meters) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
    List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    meters.gauge(
        "heliograph_heap_after_gc_bytes",
        "Heap in use after the last collection",
        HeapAfterCollection::bytes);
    meters.gauge(
        "jvm_memory_used_heap_bytes", "Heap in use", () -> memory.getHeapMemoryUsage().getUsed());
    meters.gauge(
        "jvm_memory_committed_heap_bytes",
        "Heap taken from the system",
        () -> memory.getHeapMemoryUsage().getCommitted());
    meters.gauge(
        "jvm_memory_max_heap_bytes", "Heap at most", () -> memory.getHeapMemoryUsage().getMax());
    meters.gauge("jvm_threads", "Platform threads", threads::getThreadCount);
    meters.gauge("jvm_uptime_seconds", "Since the start", () -> runtime.getUptime() / 1e3);
    meters.gauge("jvm_loaded_classes", "Loaded classes", classes::getLoadedClassCount);
    meters.counter(
        "jvm_gc_collections_total",
        "Collections of all collectors",
        () -> collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum());
    meters.counter(
        "jvm_gc_seconds_total",
        "Time of all collections",
        () -> collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum() / 1e3);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      meters.counter(
          "process_cpu_seconds_total",
          "Processor time of this process",
          () -> system.getProcessCpuTime() / 1e9);
    }
  }
}
