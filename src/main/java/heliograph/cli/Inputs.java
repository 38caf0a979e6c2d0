package heliograph.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the input files of commands. Stateless. */
final class Inputs {
  private Inputs() {}

  /**
   * Opens a file.
   *
   * @throws IOException if it is missing, is a folder or cannot be read
   */
  static InputStream open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not a file");
    }
    return Files.newInputStream(file);
  }
}
