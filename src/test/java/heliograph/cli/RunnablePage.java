package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text of the documentation that is run as a reader would, in a shell: what its {@code sh} blocks
 * print is held against the {@code text} block below each, line by line, in order, {@code …}
 * standing for anything. A block of {@code properties} goes to the command {@code settings} of the
 * shell, behind the settings that are there.
 */
public final class RunnablePage {
  private static final Pattern FENCED =
      Pattern.compile("^```(sh|text|properties)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final String MARK = "@@@ step ";

  private final List<Step> steps;

  /**
   * A block of commands.
   *
   * @param expected the lines of the block of output below it; empty without one
   */
  private record Step(String commands, List<String> expected) {}

  /** Takes a page, or a section of one. */
  public RunnablePage(String text) {
    steps = steps(text);
  }

  /** The number of blocks that are run. */
  public int size() {
    return steps.size();
  }

  /** Runs {@code before} and the text in {@code shell}, and checks what the text prints. */
  public void run(Shell shell, String before) throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder(before);
    for (Step step : steps) {
      script.append("echo '" + MARK + "'\n").append(step.commands());
    }
    String output = shell.run(script.append("echo '" + MARK + "'\n").toString());
    String[] printed = output.split(MARK + "\n", -1);
    assertThat(printed).as("the page came to its end:\n%s", output).hasSize(steps.size() + 2);
    for (int i = 0; i < steps.size(); i++) {
      assertPrinted(steps.get(i), printed[i + 1]);
    }
  }

  private static List<Step> steps(String text) {
    List<Step> steps = new ArrayList<>();
    for (Matcher block = FENCED.matcher(text); block.find(); ) {
      String lines = block.group(2);
      switch (block.group(1)) {
        case "sh" -> steps.add(new Step(lines, List.of()));
        case "properties" ->
            steps.add(
                new Step("settings <<END\n$(cat relay.properties)\n" + lines + "END\n", List.of()));
        default -> {
          Step last = steps.removeLast();
          steps.add(new Step(last.commands(), lines.lines().toList()));
        }
      }
    }
    return steps;
  }

  private static void assertPrinted(Step step, String printed) {
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
