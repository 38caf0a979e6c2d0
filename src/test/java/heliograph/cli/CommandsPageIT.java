package heliograph.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/commands.md and looks for what it says that its commands print. */
class CommandsPageIT {
  @TempDir private Path folder;

  @Test
  void page_pastedIntoOneShell_printsWhatItShows() throws Exception {
    new RunnablePage(Path.of("docs", "commands.md"), folder).run(13);
  }
}
