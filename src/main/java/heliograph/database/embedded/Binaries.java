package heliograph.database.embedded;

import heliograph.database.DatabaseException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this platform, unpacked once into a folder of the relay's data. */
final class Binaries {
  private Binaries() {}

  /**
   * Returns the folder that contains {@code bin}. Unpacks into another folder and renames it, so
   * that an interrupted unpacking leaves no folder that looks complete.
   */
  static Path in(Path directory) {
    String archive = "postgres-" + system() + "-" + architecture() + ".txz";
    try (InputStream packed = Binaries.class.getResourceAsStream("/" + archive)) {
      if (packed == null) {
        throw new DatabaseException(
            "there is no embedded PostgreSQL for this platform (" + archive + "): set DB_HOST");
      }
      Path home = directory.resolve("postgresql-" + version());
      if (!Files.isDirectory(home)) {
        Path fresh = directory.resolve("postgresql.new");
        delete(fresh);
        Files.createDirectories(fresh);
        new TarReader(new XZInputStream(new BufferedInputStream(packed)), fresh).unpack();
        Files.move(fresh, home);
      }
      return home;
    } catch (IOException e) {
      throw new DatabaseException("cannot unpack PostgreSQL into " + directory + ": " + e, e);
    }
  }

  /** Returns the version of the programs, as recorded by the build. */
  static String version() {
    Properties build = new Properties();
    try (InputStream in = Binaries.class.getResourceAsStream("/heliograph.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build.getProperty("postgresql", "unknown");
  }

  private static String system() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.contains("linux")) {
      return "linux";
    }
    return name.contains("mac") ? "darwin" : name.contains("win") ? "windows" : name;
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> name;
    };
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
