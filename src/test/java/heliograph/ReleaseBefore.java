package heliograph;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What the release before has left: a data folder with the store, the search index, the decisions
 * and the key of a relay that was used ({@code events.jsonl} is its export, {@code shown.jsonl}
 * what it answered to anybody), and the scripts that made its database.
 */
public final class ReleaseBefore {
  private static final Path ARCHIVE =
      Path.of("src", "test", "resources", "upgrade", "heliograph-0.1.0.tar.gz");

  private ReleaseBefore() {}

  /** Unpacks it into a folder, which is returned. */
  public static Path unpack(Path folder) throws IOException, InterruptedException {
    Process tar =
        new ProcessBuilder("tar", "-xzf", ARCHIVE.toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    if (tar.waitFor() != 0) {
      throw new AssertionError("cannot unpack " + ARCHIVE);
    }
    return folder;
  }
}
