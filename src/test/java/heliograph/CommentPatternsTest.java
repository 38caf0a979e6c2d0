package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The patterns that CONTRIBUTING bans and a machine can find, in every Java file. */
class CommentPatternsTest {
  private static final Pattern THE_SAME =
      Pattern.compile(
          "^ *(/\\*\\*|\\*) The same([.,]| (of|as|in|to|with|without|by|on|for|after) ).*");
  private static final Pattern NOTHING_YET =
      Pattern.compile(
          "^ *(/\\*\\*|\\*) (None|Nothing|Nobody|\\w+ nothing)( is \\w+| \\w+)? yet\\..*");
  private static final Pattern NOBODYS =
      Pattern.compile("^ */\\*\\* (Nobody's|It did|Itself)[.,].*");
  private static final Pattern BEGUN_TWICE = Pattern.compile("^ *\\* /\\*\\*.*");
  private static final Pattern RIDDLE =
      Pattern.compile(
          "^ *(/\\*\\*|\\*|//) .*\\b(anew|[Ww]hoever|under way|[Ww]hat became of|the asker|had"
              + " better|of before|[Nn]obody's)\\b.*");
  private static final Pattern RETURNS_MISSING =
      Pattern.compile("^ *(/\\*\\*|\\*) (True|False) (if|when|once|for|unless|while) .*");
  private static final Pattern QUALIFIED =
      Pattern.compile(
          "(?<![\\w.{])(java|javax|jakarta|org|heliograph)(\\.[a-z_][a-z_0-9]*)+\\.[A-Z]\\w*.*");
  private static final Pattern STRING = Pattern.compile("\"(\\\\.|[^\"\\\\])*\"");

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static boolean isCode(String line) {
    String text = line.strip();
    return !text.startsWith("import ")
        && !text.startsWith("package ")
        && !text.startsWith("*")
        && !text.startsWith("/*")
        && !text.startsWith("//");
  }

  private static boolean isBanned(String line) {
    return THE_SAME.matcher(line).matches()
        || NOTHING_YET.matcher(line).matches()
        || BEGUN_TWICE.matcher(line).matches()
        || NOBODYS.matcher(line).matches();
  }

  private static boolean isBannedInTheProduct(String line) {
    return RIDDLE.matcher(line).matches() || RETURNS_MISSING.matcher(line).matches();
  }

  private static boolean namesInFull(String line) {
    return isCode(line) && QUALIFIED.matcher(STRING.matcher(line).replaceAll("")).find();
  }

  private static List<String> found(Path file) throws IOException {
    List<String> found = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    boolean inProduct = file.startsWith("src/main");
    boolean inText = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean banned =
          !inText
              && (isBanned(line) || namesInFull(line) || (inProduct && isBannedInTheProduct(line)));
      if (banned) {
        found.add(file + ":" + (i + 1) + ": " + line.strip());
      }
      inText ^= line.split("\"\"\"", -1).length % 2 == 0;
    }
    return found;
  }

  @Test
  void sources_haveNoneOfThePatternsThatContributingBans() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      if (!file.endsWith("CommentPatternsTest.java")) {
        found.addAll(found(file));
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void patterns_areFound() {
    assertThat(
            List.of(
                "  /** The same. */",
                "   * The same, in slices.",
                "  /** The same with more. */",
                "  /** Does nothing yet. */",
                "   * Nothing is asked yet.",
                "  /** None yet. */",
                "  /** Nobody's. */"))
        .allMatch(CommentPatternsTest::isBanned);
    assertThat(
            List.of(
                "    java.util.Arrays.fill(values, 0);",
                "  private @org.jspecify.annotations.Nullable Day day() {"))
        .allMatch(CommentPatternsTest::namesInFull);
    assertThat(
            List.of(
                "  /** The same sizes and seed make the same graph. */",
                "  /** Returns true if nobody has answered yet. */"))
        .noneMatch(CommentPatternsTest::isBanned);
    assertThat(
            List.of(
                "  /** Makes everything anew from the store. */",
                "   * Closes the client, whoever it is.",
                "    // another purge is under way",
                "  /** What became of a submitted event. */",
                "  /** True if the event has expired. */",
                "   * False for kinds that are never indexed."))
        .allMatch(CommentPatternsTest::isBannedInTheProduct);
    assertThat(
            List.of(
                "  /** Returns true if the event has expired. */",
                "      case \"anew\" -> true;",
                "   * Renews the certificate."))
        .noneMatch(CommentPatternsTest::isBannedInTheProduct);
    assertThat(namesInFull("  String name = \"java.util.List\";")).isFalse();
  }
}
