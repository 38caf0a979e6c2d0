package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/commands.md and looks for what it says that its commands print. */
class CommandsPageIT {
  @TempDir private Path folder;

  @Test
  void page_pastedIntoOneShell_printsWhatItShows() throws Exception {
    RunnablePage page = new RunnablePage(Files.readString(Path.of("docs", "commands.md")));
    assertThat(page.size()).isGreaterThanOrEqualTo(13);
    Shell shell =
        new Shell(
            folder,
            Map.of(
                "PORT", Integer.toString(Launcher.freePort()),
                "DIR", folder.resolve("tour").toString(),
                "HELIOGRAPH_ANALYTICS_ENABLED", "true")); // the page maintains the database
    page.run(shell, "");
  }
}
