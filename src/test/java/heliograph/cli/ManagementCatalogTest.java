package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The help of manage has the methods of docs/operate.md, which a test holds against the code. */
class ManagementCatalogTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+)` \\|[ ✓|]+\\|$");

  @Test
  void methods_areThoseOfTheOperatorsPage() throws Exception {
    Set<String> documented =
        ROW.matcher(Files.readString(Path.of("docs", "operate.md")))
            .results()
            .map((MatchResult row) -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    documented.add("supportedmethods");
    assertThat(new TreeSet<>(ManagementCatalog.all().keySet())).isEqualTo(documented);
  }

  @Test
  void help_hasALineForEachMethod() {
    assertThat(ManagementCatalog.help())
        .hasSameSizeAs(ManagementCatalog.all().keySet())
        .anyMatch(line -> line.startsWith("  banpubkey KEY [REASON] "))
        .allMatch(line -> line.length() <= 100);
  }
}
