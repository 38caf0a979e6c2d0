package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
  private static final Pattern FENCED =
      Pattern.compile("^```(sh|text|properties)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final String MARK = "@@@ step ";

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

  private record Section(String title, String text) {}

  @ParameterizedTest
  @CsvSource({"operate.md, 15", "backup.md, 2", "migrate.md, 1"})
  void eachSection_inAShellOfItsOwn_printsWhatThePageShows(String page, int tasks)
      throws Exception {
    List<Section> sections = sections(Files.readString(PAGES.resolve(page)));
    assertThat(sections.stream().filter(section -> !steps(section.text()).isEmpty()))
        .hasSizeGreaterThanOrEqualTo(tasks);
    Files.writeString(
        folder.resolve("page.properties"), fenced(Files.readString(PAGES.resolve("operate.md"))));
    for (String name : List.of("heliograph", "target")) {
      Files.createSymbolicLink(folder.resolve(name), Path.of(name).toAbsolutePath());
    }
    int port = Launcher.freePort();
    try {
      assertThat(run(START, port)).contains("is ready");
      for (Section section : sections) {
        check(section, port);
      }
    } finally {
      stop();
    }
  }

  private void check(Section section, int port) throws Exception {
    List<RunnablePage.Step> steps = steps(section.text());
    if (steps.isEmpty()) {
      return;
    }
    StringBuilder script = new StringBuilder(SETTINGS);
    for (RunnablePage.Step step : steps) {
      script.append("echo '").append(MARK).append("'\n").append(step.commands());
    }
    script.append("echo '").append(MARK).append("'\n");
    String output = run(script.toString().replace("/etc/heliograph", folder.toString()), port);
    String[] printed = output.split(MARK + "\n", -1);
    assertThat(printed)
        .as("section %s came to its end:\n%s", section.title(), output)
        .hasSize(steps.size() + 2);
    for (int i = 0; i < steps.size(); i++) {
      RunnablePage.assertPrinted(steps.get(i), printed[i + 1]);
    }
  }

  private static List<Section> sections(String page) {
    List<Section> sections = new ArrayList<>();
    for (String part : page.substring(page.indexOf("\n## ") + 4).split("(?m)^## ", -1)) {
      String[] lines = part.split("\n", 2);
      sections.add(new Section(lines[0], lines[1]));
    }
    return sections;
  }

  private static String fenced(String text) {
    Matcher block = FENCED.matcher(text);
    assertThat(block.find()).isTrue();
    return block.group(2);
  }

  private static List<RunnablePage.Step> steps(String text) {
    List<RunnablePage.Step> steps = new ArrayList<>();
    for (Matcher block = FENCED.matcher(text); block.find(); ) {
      String lines = block.group(2);
      switch (block.group(1)) {
        case "sh" -> steps.add(new RunnablePage.Step(lines, List.of()));
        case "properties" ->
            steps.add(
                new RunnablePage.Step(
                    "settings <<END\n$(cat relay.properties)\n" + lines + "END\n", List.of()));
        default -> {
          RunnablePage.Step last = steps.removeLast();
          steps.add(new RunnablePage.Step(last.commands(), lines.lines().toList()));
        }
      }
    }
    return steps;
  }

  private String run(String script, int port) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("section.sh"), script);
    Path log = folder.resolve("section.log");
    ProcessBuilder shell = new ProcessBuilder("sh", file.toString());
    shell.environment().put("PORT", Integer.toString(port));
    shell.environment().put("HELIOGRAPH_RELAY", "ws://127.0.0.1:" + port + "/");
    shell.environment().put("HELIOGRAPH_DATA", folder.resolve("data").toString());
    Process process =
        shell
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      throw new AssertionError("does not come to its end:\n" + Files.readString(log));
    }
    return Files.readString(log, UTF_8);
  }

  private void stop() throws IOException {
    Path pid = folder.resolve("relay.pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(relay -> {
            relay.destroy();
            relay.onExit().join();
          });
    }
  }
}
