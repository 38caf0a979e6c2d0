package heliograph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tests that a page names in its text, as {@code Type}, {@code Type.method} or {@code .method}.
 */
final class NamedTests {
  private static final Pattern NAME =
      Pattern.compile("`(?:([A-Z]\\w*(?:Test|IT))(?:\\.(\\w+))?|\\.(\\w+))`");

  private final Map<String, String> sources = new TreeMap<>();

  NamedTests() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
  }

  static boolean areIn(String text) {
    return NAME.matcher(text).find();
  }

  /** The names in {@code text} that no test has. */
  List<String> missing(String text) {
    List<String> faults = new ArrayList<>();
    String type = "";
    for (Matcher name = NAME.matcher(text); name.find(); ) {
      type = name.group(1) == null ? type : name.group(1);
      String method = name.group(2) == null ? name.group(3) : name.group(2);
      String source = sources.getOrDefault(type, "");
      if (source.isEmpty() || method != null && !source.contains(" " + method + "(")) {
        faults.add(name.group() + " of " + type);
      }
    }
    return faults;
  }
}
