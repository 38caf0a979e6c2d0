package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/requirements.md: every id has its row, and what is done names what shows it. */
class RequirementsPageTest {
  private static final Path PAGE = Path.of("docs/requirements.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| ([0-9][^|]*) \\| [^|]+ \\| ([a-z]+)\\b([^|]*) \\|$");
  private static final Pattern ID = Pattern.compile("(\\d)-(\\d+)");

  /** What shows a thing besides tests: a command, the check of a store, another page. */
  private static final Pattern SHOWN =
      Pattern.compile("`bench [a-z]+`|`heliograph [a-z]+`|\\]\\([a-z]+\\.md");

  private record Row(List<String> ids, String state, String reason, String line) {}

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| ") && !line.startsWith("| id ")) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as(line).isTrue();
        rows.add(new Row(ids(row.group(1)), row.group(2), row.group(3), line));
      }
    }
    return rows;
  }

  /** Ids one by one, of {@code 2-07…2-13, 2-76}. */
  private static List<String> ids(String cell) {
    List<String> ids = new ArrayList<>();
    for (String part : cell.split(", ", -1)) {
      Matcher ends = ID.matcher(part);
      assertThat(ends.find()).as(part).isTrue();
      int first = Integer.parseInt(ends.group(2));
      String section = ends.group(1);
      int last = ends.find() ? Integer.parseInt(ends.group(2)) : first;
      for (int i = first; i <= last; i++) {
        ids.add(id(section, i));
      }
    }
    return ids;
  }

  private static String id(String section, int number) {
    return "%s-%02d".formatted(section, number);
  }

  @Test
  void everyId_hasOneRow() throws IOException {
    List<String> promised = new ArrayList<>();
    List<Integer> sizes = List.of(17, 0, 109, 29, 41);
    for (int section = 0; section < sizes.size(); section++) {
      for (int i = 1; i <= sizes.get(section); i++) {
        promised.add(id("" + section, i));
      }
    }
    assertThat(rows().stream().flatMap(row -> row.ids().stream()))
        .containsExactlyInAnyOrderElementsOf(promised);
  }

  @Test
  void everyRow_saysHowItStands_andWhatIsDoneNamesWhatShowsIt() throws IOException {
    NamedTests named = new NamedTests();
    for (Row row : rows()) {
      assertThat(row.state()).as(row.line()).isIn("done", "part", "else", "open");
      assertThat(named.missing(row.reason())).as(row.line()).isEmpty();
      if (row.state().equals("done")) {
        assertThat(NamedTests.areIn(row.reason()) || SHOWN.matcher(row.reason()).find())
            .as(row.line())
            .isTrue();
      }
      if (row.state().equals("part")) {
        assertThat(row.reason()).as(row.line()).hasSizeGreaterThan(20);
      }
    }
  }

  @Test
  void linkedPages_areThere() throws IOException {
    Matcher link = Pattern.compile("\\]\\(([a-z]+\\.md)").matcher(Files.readString(PAGE));
    while (link.find()) {
      assertThat(PAGE.resolveSibling(link.group(1))).exists();
    }
  }
}
