package heliograph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, in memory. A test that may not mount one is skipped. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  /**
   * Mounts it below a folder.
   *
   * @param options of tmpfs, for example {@code size=8m}
   */
  public SmallDisk(Path parent, String options) throws IOException, InterruptedException {
    folder = Files.createDirectory(parent.resolve("disk"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()) == 0,
        "needs the right to mount a small tmpfs");
  }

  /** Returns the folder at which it is mounted. */
  public Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    try {
      run("umount", folder.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
