package heliograph.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The figures that Linux reports of a process.
 *
 * @param resident bytes in memory, of files too
 * @param anonymous of those, bytes that are no file's
 * @param files open file descriptors
 * @param threads threads
 */
record ProcessFigures(long resident, long anonymous, long files, long threads) {

  /**
   * Looks at a process.
   *
   * @throws IOException if there is none of this number, or no {@code /proc}
   */
  static ProcessFigures of(long pid) throws IOException {
    long resident = 0;
    long anonymous = 0;
    long threads = 0;
    Path process = Path.of("/proc", Long.toString(pid));
    for (String line : Files.readAllLines(process.resolve("status"))) {
      String[] words = line.split("\\s+", 3);
      switch (words[0]) {
        case "VmRSS:" -> resident = Long.parseLong(words[1]) << 10;
        case "RssAnon:" -> anonymous = Long.parseLong(words[1]) << 10;
        case "Threads:" -> threads = Long.parseLong(words[1]);
        default -> {}
      }
    }
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return new ProcessFigures(resident, anonymous, files.count(), threads);
    }
  }

  /** The resident memory of a process in bytes, where it can be known. */
  static OptionalLong resident(long pid) {
    try {
      return OptionalLong.of(of(pid).resident());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
