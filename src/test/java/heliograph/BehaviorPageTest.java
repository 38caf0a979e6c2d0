package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/behavior.md: each line names a test, and each test it names is there. */
class BehaviorPageTest {
  private static final Path PAGE = Path.of("docs/behavior.md");
  private static final Pattern NAME =
      Pattern.compile("`(?:([A-Z]\\w*(?:Test|IT))(?:\\.(\\w+))?|\\.(\\w+))`");

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), read(file));
      }
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyLine_namesTestsThatExist() throws IOException {
    Map<String, String> sources = sources();
    List<String> faults = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("| ") || line.startsWith("| behaviour")) {
        continue;
      }
      String tests = line.substring(line.lastIndexOf('|', line.length() - 2));
      Matcher name = NAME.matcher(tests);
      String type = "";
      boolean any = false;
      while (name.find()) {
        any = true;
        type = name.group(1) == null ? type : name.group(1);
        String method = name.group(2) == null ? name.group(3) : name.group(2);
        String source = sources.getOrDefault(type, "");
        if (source.isEmpty() || method != null && !source.contains(" " + method + "(")) {
          faults.add(name.group() + " of " + type + " is not there: " + line);
        }
      }
      if (!any && !tests.contains("nostr-tools") && !tests.contains("same")) {
        faults.add("names no test: " + line);
      }
    }
    assertThat(faults).isEmpty();
  }
}
