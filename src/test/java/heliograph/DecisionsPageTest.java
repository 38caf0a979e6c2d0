package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The decisions in docs/decisions: each has a number of its own, a title with it, 40 lines. */
class DecisionsPageTest {
  private static final int LINES_MAX = 40;

  private static List<Path> decisions() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("docs", "decisions"))) {
      return files.sorted().toList();
    }
  }

  private static String number(Path decision) {
    return decision.getFileName().toString().substring(0, 4);
  }

  @Test
  void numbers_areUnique() throws IOException {
    assertThat(decisions().stream().map(DecisionsPageTest::number))
        .hasSizeGreaterThan(30)
        .doesNotHaveDuplicates();
  }

  @Test
  void decision_beginsWithItsNumberAndIsShort() throws IOException {
    for (Path decision : decisions()) {
      List<String> lines = Files.readAllLines(decision);
      assertThat(lines.getFirst()).as("%s", decision).startsWith("# " + number(decision) + " ");
      assertThat(lines).as("%s", decision).hasSizeLessThanOrEqualTo(LINES_MAX);
    }
  }
}
