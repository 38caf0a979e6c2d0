package heliograph.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * The position that the import of a file has reached, kept in the data folder: everything before it
 * is durable. A file that has changed since has another checkpoint, so it starts from the
 * beginning.
 */
final class Checkpoint {
  private final Path path;
  private long offset;
  private long line;

  private Checkpoint(Path path) {
    this.path = path;
  }

  /** Returns the checkpoint of {@code file}; the start of the file if there is none. */
  static Checkpoint of(Path data, Path file) throws IOException {
    String identity =
        file.toRealPath() + "|" + Files.size(file) + "|" + Files.getLastModifiedTime(file);
    UUID name = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
    Checkpoint checkpoint = new Checkpoint(data.resolve("import-" + name + ".checkpoint"));
    if (Files.exists(checkpoint.path)) {
      String[] parts = Files.readString(checkpoint.path).strip().split(" ", 2);
      checkpoint.offset = Long.parseLong(parts[0]);
      checkpoint.line = Long.parseLong(parts[1]);
    }
    return checkpoint;
  }

  /** Returns the number of bytes that need not be read again. */
  long offset() {
    return offset;
  }

  /** Returns the number of lines that need not be read again. */
  long line() {
    return line;
  }

  /**
   * Saves the position of the import. The file is replaced as a whole, so it is never half written.
   */
  void save(long newOffset, long newLine) throws IOException {
    offset = newOffset;
    line = newLine;
    Path next = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(next, offset + " " + line + "\n");
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes the checkpoint; the import is complete. */
  void delete() throws IOException {
    Files.deleteIfExists(path);
  }
}
