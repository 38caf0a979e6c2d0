package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the pages of tasks as an operator would: each section in a shell of its own, with the
 * settings that docs/operate.md begins with and those of the section, beside one relay for each
 * page. Compares what the commands print with the page, line by line, in order, {@code …} standing
 * for anything.
 */
class TaskPagesIT {
  private static final Path PAGES = Path.of("docs");
  private static final Pattern FIRST_SETTINGS = Pattern.compile("(?s)```properties\\n(.*?)```");

  /** Gives the relay the settings of its input, and waits until it has taken or refused them. */
  private static final String SETTINGS =
      """
      settings() {
        cat >next.properties
        mv next.properties relay.properties
        ./heliograph reload
      }
      if [ -f relay.properties ] && ! cmp -s base.properties relay.properties; then
        settings <base.properties
      fi
      ALICE=$(./heliograph key alice.key 2>/dev/null)
      BOB=$(./heliograph key bob.key 2>/dev/null)
      """;

  private static final String START =
      """
      ADMIN=$(./heliograph key admin.key)
      ./heliograph key alice.key
      ./heliograph key bob.key
      sed "s/ADMIN/$ADMIN/" page.properties >base.properties
      cp base.properties relay.properties
      : >relay.log # the next line may empty it after the first look
      ./heliograph run --port "$PORT" --config relay.properties >relay.log 2>&1 &
      echo $! >relay.pid
      until grep 'is ready' relay.log; do
        kill -0 "$(cat relay.pid)" || { cat relay.log; exit 1; }
        sleep 0.5
      done
      ./heliograph publish --key alice.key 'Good morning'
      ./heliograph publish --key bob.key 'Good evening'
      ./heliograph export events.jsonl
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"operate.md, 15", "backup.md, 2", "migrate.md, 1"})
  void eachSection_inAShellOfItsOwn_printsWhatThePageShows(String page, int tasks)
      throws Exception {
    List<RunnablePage> sections = sections(Files.readString(PAGES.resolve(page)));
    assertThat(sections).hasSizeGreaterThanOrEqualTo(tasks);
    Matcher settings = FIRST_SETTINGS.matcher(Files.readString(PAGES.resolve("operate.md")));
    assertThat(settings.find()).isTrue();
    Files.writeString(folder.resolve("page.properties"), settings.group(1));
    int port = Launcher.freePort();
    Shell shell =
        new Shell(
            folder,
            Map.of(
                "PORT", Integer.toString(port),
                "HELIOGRAPH_RELAY", "ws://127.0.0.1:" + port + "/",
                "HELIOGRAPH_DATA", folder.resolve("data").toString()));
    try {
      assertThat(shell.run(START)).contains("is ready");
      for (RunnablePage section : sections) {
        section.run(shell, SETTINGS);
      }
    } finally {
      shell.stopRelay();
    }
  }

  /** Returns the sections that have something to run. */
  private List<RunnablePage> sections(String page) {
    String own = page.replace("/etc/heliograph", folder.toString());
    List<RunnablePage> sections = new ArrayList<>();
    for (String part : own.substring(own.indexOf("\n## ") + 4).split("(?m)^## ", -1)) {
      RunnablePage section = new RunnablePage(part);
      if (section.size() > 0) {
        sections.add(section);
      }
    }
    return sections;
  }
}
