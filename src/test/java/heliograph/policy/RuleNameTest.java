package heliograph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The labels that dashboards hold: documented, and no two alike. */
class RuleNameTest {
  @Test
  void labels_areThoseOfTheOperatorsPage() throws Exception {
    String page = Files.readString(Path.of("docs/operate.md"));
    int from = page.indexOf("The label `rule` of `heliograph_refusals_total`");
    String list = page.substring(page.indexOf(":\n", from), page.indexOf("\n\n", from));
    List<String> documented =
        Pattern.compile("`(\\w+)`")
            .matcher(list)
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();

    List<String> labels = new ArrayList<>();
    for (RuleName name : RuleName.values()) {
      labels.add(name.label());
    }

    assertThat(labels).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(documented);
  }
}
