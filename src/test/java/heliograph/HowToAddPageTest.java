package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HowToAddPageTest {
  @Test
  void files_thatThePageNames_exist() throws IOException {
    String page = Files.readString(Path.of("docs/how-to-add.md"));
    List<String> files =
        Pattern.compile("`((?:src|docs)/[^`]*)`")
            .matcher(page)
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();

    assertThat(files).hasSizeGreaterThan(20).allMatch(file -> Files.isRegularFile(Path.of(file)));
  }
}
