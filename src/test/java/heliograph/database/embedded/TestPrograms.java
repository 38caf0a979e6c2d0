package heliograph.database.embedded;

import heliograph.TestFork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL's programs, unpacked once for all tests of a process. */
public final class TestPrograms {
  private TestPrograms() {}

  /** Returns a server in {@code directory} that uses these programs and its own data. */
  public static EmbeddedPostgres serverIn(Path directory) throws IOException {
    linkInto(directory);
    return new EmbeddedPostgres(directory, 40);
  }

  /** Makes a server in {@code directory} find these programs, so that it does not unpack them. */
  static void linkInto(Path directory) throws IOException {
    Path programs = Binaries.in(Files.createDirectories(TestFork.folder("postgres")));
    Path link = Files.createDirectories(directory).resolve(programs.getFileName());
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, programs);
    }
  }
}
