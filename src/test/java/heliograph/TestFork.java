package heliograph;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps apart what must not be shared by the test processes that run at the same time, those of
 * other builds on the machine included. Thread-safe.
 */
public final class TestFork {
  /** A process that a test starts is none of the build's forks, and must not share with one. */
  private static final String NAME = System.getProperty("heliograph.fork", "alone");

  /** The ports lie below those that systems hand out for outgoing connections. */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 31_999;

  /** Reserved ports; the locks end with the process. */
  private static final Map<Integer, FileLock> PORTS = new HashMap<>();

  private TestFork() {}

  /** A folder below {@code target} that only this process uses; it need not exist. */
  public static Path folder(String name) {
    return Path.of("target", name + "-" + NAME).toAbsolutePath();
  }

  /** A port on which nothing listens, reserved for this process until it ends. */
  public static synchronized int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      FileLock lock = PORTS.containsKey(port) ? null : reserve(port);
      if (lock != null && isFree(port)) {
        PORTS.put(port, lock);
        return port;
      }
    }
  }

  /** The lock of a file that stands for {@code port}; null if another process has it. */
  private static @Nullable FileLock reserve(int port) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "heliograph-test-ports");
    Path file = Files.createDirectories(temporary).resolve("" + port);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
    }
    return lock;
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
