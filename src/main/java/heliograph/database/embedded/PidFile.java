package heliograph.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The content of a running server's {@code postmaster.pid}: line 1 its process, line 4 its port,
 * line 8 its status.
 */
record PidFile(long pid, int port, String status) {

  static Path in(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  /** Returns the content; empty if there is no file, or a server has not written all of it yet. */
  static Optional<PidFile> read(Path cluster) {
    try {
      List<String> lines = Files.readAllLines(in(cluster));
      return Optional.of(
          new PidFile(
              Long.parseLong(lines.get(0).strip()),
              lines.size() > 3 ? Integer.parseInt(lines.get(3).strip()) : 0,
              lines.size() > 7 ? lines.get(7).strip() : ""));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns true if the process is a running server; its number may belong to another program by
   * now.
   */
  boolean isServer() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().command())
        .filter(command -> command.contains("postgres"))
        .isPresent();
  }

  boolean isReady() {
    return status.equals("ready") && port > 0;
  }
}
