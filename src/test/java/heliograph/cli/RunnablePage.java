package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of the documentation that is run as a reader would, in one shell: what its {@code sh}
 * blocks print is held against the {@code text} block below each, line by line, in order, {@code …}
 * standing for anything.
 */
final class RunnablePage {
  private static final Pattern FENCED =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final String MARK = "@@@ step ";

  private final Path page;
  private final Path folder;

  /**
   * A block of commands.
   *
   * @param expected the lines of the block of output below it; empty without one
   */
  record Step(String commands, List<String> expected) {}

  /** Runs in {@code folder}, with its files. */
  RunnablePage(Path page, Path folder) {
    this.page = page;
    this.folder = folder;
  }

  /** Runs the page and checks what it prints. */
  void run(int stepsMin) throws IOException, InterruptedException {
    List<Step> steps = steps(Files.readString(page));
    assertThat(steps).hasSizeGreaterThanOrEqualTo(stepsMin);
    String output = run(script(steps));
    String[] printed = output.split(MARK + "\\d+\n", -1);
    assertThat(printed).as("the page came to its end:\n%s", output).hasSize(steps.size() + 2);
    for (int i = 0; i < steps.size(); i++) {
      assertPrinted(steps.get(i), printed[i + 1]);
    }
  }

  private static List<Step> steps(String page) {
    List<Step> steps = new ArrayList<>();
    for (Matcher block = FENCED.matcher(page); block.find(); ) {
      if (block.group(1).equals("sh")) {
        steps.add(new Step(block.group(2), List.of()));
      } else if (block.group(1).equals("text")) {
        Step last = steps.removeLast();
        steps.add(new Step(last.commands(), block.group(2).lines().toList()));
      }
    }
    return steps;
  }

  private static String script(List<Step> steps) {
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      script.append("echo '" + MARK + i + "'\n").append(steps.get(i).commands());
    }
    return script.append("echo '" + MARK + steps.size() + "'\n").toString();
  }

  private String run(String script) throws IOException, InterruptedException {
    for (String name : List.of("heliograph", "target")) {
      Files.createSymbolicLink(folder.resolve(name), Path.of(name).toAbsolutePath());
    }
    Path file = Files.writeString(folder.resolve("page.sh"), script);
    Path log = folder.resolve("page.log");
    ProcessBuilder shell = new ProcessBuilder("sh", file.toString());
    shell.environment().put("PORT", Integer.toString(Launcher.freePort()));
    shell.environment().remove("HELIOGRAPH_ANALYTICS_ENABLED"); // the reader has a database
    shell.environment().put("DIR", folder.resolve("tour").toString());
    Process process =
        shell
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(6, TimeUnit.MINUTES)) {
        throw new AssertionError("the page does not come to its end:\n" + Files.readString(log));
      }
    } finally {
      for (ProcessHandle left : process.descendants().toList()) {
        left.destroy();
        left.onExit().join();
      }
      process.destroy();
    }
    return Files.readString(log, UTF_8);
  }

  /** Compares what a step has printed with the page. */
  static void assertPrinted(Step step, String printed) {
    List<String> lines = printed.lines().toList();
    int at = 0;
    for (String expected : step.expected()) {
      Pattern wanted =
          Pattern.compile(
              Arrays.stream(expected.split("…", -1))
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".*")));
      int from = at;
      while (at < lines.size() && !wanted.matcher(lines.get(at)).matches()) {
        at++;
      }
      assertThat(at)
          .as("'%s' after line %d of\n%s\nprinted by\n%s", expected, from, printed, step.commands())
          .isLessThan(lines.size());
      at++;
    }
  }
}
