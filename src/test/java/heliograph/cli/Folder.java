package heliograph.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. Stateless. */
final class Folder {
  private Folder() {}

  /** Copies a folder to a place where nothing is. */
  static void copy(Path from, Path to) throws IOException {
    for (Path path : paths(from)) {
      Path target = to.resolve(from.relativize(path).toString());
      if (Files.isDirectory(path)) {
        Files.createDirectories(target);
      } else {
        Files.copy(path, target);
      }
    }
  }

  /** Copies a folder whose files nobody changes, by links, which cost no room. */
  static void link(Path from, Path to) throws IOException {
    for (Path path : paths(from)) {
      Path target = to.resolve(from.relativize(path).toString());
      if (Files.isDirectory(path)) {
        Files.createDirectories(target);
      } else {
        Files.createLink(target, path);
      }
    }
  }

  private static List<Path> paths(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.toList();
    }
  }

  /** Removes a folder, if it is there. */
  static void remove(Path folder) {
    try {
      if (Files.exists(folder)) {
        for (Path path : paths(folder).reversed()) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
