package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/behavior.md: each line names a test, and each test it names is there. */
class BehaviorPageTest {
  private static final Path PAGE = Path.of("docs/behavior.md");

  @Test
  void everyLine_namesTestsThatExist() throws IOException {
    NamedTests named = new NamedTests();
    List<String> faults = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("| ") || line.startsWith("| behaviour")) {
        continue;
      }
      String tests = line.substring(line.lastIndexOf('|', line.length() - 2));
      named.missing(tests).forEach(name -> faults.add(name + " is not there: " + line));
      if (!NamedTests.areIn(tests) && !tests.contains("nostr-tools") && !tests.contains("same")) {
        faults.add("names no test: " + line);
      }
    }
    assertThat(faults).isEmpty();
  }
}
