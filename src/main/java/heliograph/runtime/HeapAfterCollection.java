package heliograph.runtime;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Measures the heap in use after the last collection of any kind, where leaks show. */
final class HeapAfterCollection {
  private static final Set<String> HEAP =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toUnmodifiableSet());

  private HeapAfterCollection() {}

  /** Returns the number of bytes; 0 before the first collection. */
  static double bytes() {
    long end = -1;
    double bytes = 0;
    for (GarbageCollectorMXBean collector :
        ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class)) {
      GcInfo last = collector.getLastGcInfo();
      if (last != null && last.getEndTime() > end) {
        end = last.getEndTime();
        bytes = used(last.getMemoryUsageAfterGc());
      }
    }
    return bytes;
  }

  private static double used(Map<String, MemoryUsage> pools) {
    double bytes = 0;
    for (Map.Entry<String, MemoryUsage> pool : pools.entrySet()) {
      bytes += HEAP.contains(pool.getKey()) ? pool.getValue().getUsed() : 0;
    }
    return bytes;
  }
}
