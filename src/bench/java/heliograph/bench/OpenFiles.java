package heliograph.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files this process may have open, of which every connection is one. */
final class OpenFiles {
  /** What a Java process has open by itself, with room. */
  private static final int OWN = 200;

  private OpenFiles() {}

  /**
   * Makes sure that so many connections can be opened. The JVM has raised its soft limit to the
   * hard one by itself, so only the hard one can be in the way.
   *
   * @throws IllegalStateException if they cannot, saying what to do
   */
  static void require(int connections) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long max = system.getMaxFileDescriptorCount();
      if (max > 0 && connections + OWN > max) {
        throw new IllegalStateException(
            ("%,d connections need %,d open files and this process may have %,d: raise the hard"
                    + " limit (ulimit -Hn, LimitNOFILE=, /etc/security/limits.conf) for this"
                    + " command and for the relay")
                .formatted(connections, connections + OWN, max));
      }
    }
  }
}
