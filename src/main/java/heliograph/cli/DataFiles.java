package heliograph.cli;

import heliograph.config.RelayConfig;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a data folder, besides the store, that cannot be made again: a backup copies them
 * and a restore puts them back. Each is replaced as a whole or only grows, so that a copy made
 * while a relay runs is consistent. Stateless.
 *
 * <pre>
 *   moderation.json             bans, members, roles, names given by administrators
 *   audit.jsonl, audit-N.jsonl  what administrators did
 *   relay.key, assertions.key   the relay's keys
 *   purges/                     the events that purges removed, by which they can be undone
 *   analytics/instance, salt    the relay's id in the statistics' database
 * </pre>
 */
final class DataFiles {
  private static final List<String> NAMES =
      List.of(
          "moderation.json",
          "audit.jsonl",
          "relay.key",
          "assertions.key",
          "purges",
          "analytics/instance",
          "analytics/salt");
  private static final int AUDIT_FILES_MAX = 10;

  private DataFiles() {}

  /** Returns the files that exist, relative to the folder. */
  static List<Path> in(Path folder) {
    List<String> names = new ArrayList<>(NAMES);
    for (int i = 1; i < AUDIT_FILES_MAX; i++) {
      names.add("audit-" + i + ".jsonl");
    }
    return names.stream().filter(name -> Files.exists(folder.resolve(name))).map(Path::of).toList();
  }

  /** Copies a file, or a folder with its content; replaces existing files. */
  static void copy(Path from, Path to) throws IOException {
    try {
      copyAll(from, to);
    } catch (IOException e) {
      throw new IOException("cannot copy " + from + " to " + to, e);
    }
  }

  private static void copyAll(Path from, Path to) throws IOException {
    Files.createDirectories(parent(to));
    if (!Files.isDirectory(from)) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      return;
    }
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                to.resolve(from.relativize(file)),
                StandardCopyOption.REPLACE_EXISTING,
                LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Copies key files that the settings keep elsewhere under the names they have by default. */
  static void copyKeys(RelayConfig config, Path to) throws IOException {
    Path key = config.fixed().keyFile();
    if (Files.exists(key) && !Files.exists(to.resolve("relay.key"))) {
      copy(key, to.resolve("relay.key"));
    }
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
