package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/deploy.md: its table of the tests that are not run on Payara. */
class PayaraPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+IT[\\w.]*)` \\| (.+) \\|$");

  @Test
  void table_isTheListByWhichTestsAreLeftOut() throws IOException {
    String page = Files.readString(Path.of("docs/deploy.md"));
    List<Map.Entry<String, String>> rows =
        ROW.matcher(page).results().map(row -> Map.entry(row.group(1), row.group(2))).toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(ServerUnderTest.NOT_ON_PAYARA.entrySet())
        .isNotEmpty();
    NamedTests tests = new NamedTests();
    for (Map.Entry<String, String> row : rows) {
      assertThat(tests.missing("`" + row.getKey() + "`")).isEmpty();
    }
  }
}
