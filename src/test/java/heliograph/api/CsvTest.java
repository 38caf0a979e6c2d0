package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables as comma-separated values. */
class CsvTest {
  private record Row(String name, long lastCount, boolean isWhole, List<String> tags) {}

  private record Table(long generation, List<Row> rows) {}

  private record Keys(List<String> members) {}

  private static String csv(JsonArrayBuilder rows) {
    JsonObject json = Json.createObjectBuilder().add("generation", 1).add("rows", rows).build();
    return new String(Csv.of(new Table(1, List.of()), json), UTF_8);
  }

  private static JsonObjectBuilder row(String name) {
    return Json.createObjectBuilder().add("name", name);
  }

  @Test
  void table_hasNamesAndARowForEach() {
    assertThat(
            csv(
                Json.createArrayBuilder()
                    .add(
                        row("a")
                            .add("last_count", -5)
                            .add("is_whole", true)
                            .add("tags", Json.createArrayBuilder().add("x").add("y")))
                    .add(row("b"))))
        .isEqualTo("name,last_count,is_whole,tags\r\na,-5,true,x y\r\nb,,,\r\n");
  }

  @Test
  void tableWithoutRows_hasItsNames() {
    assertThat(csv(Json.createArrayBuilder())).isEqualTo("name,last_count,is_whole,tags\r\n");
  }

  @Test
  void texts_withSeparators_areQuoted() {
    assertThat(csv(Json.createArrayBuilder().add(row("a,\"b\"\r\nc"))))
        .endsWith("\r\n\"a,\"\"b\"\"\r\nc\",,,\r\n");
  }

  @Test
  void texts_thatASpreadsheetWouldRun_areGuarded() {
    for (String formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")) {
      assertThat(csv(Json.createArrayBuilder().add(row(formula))).replace("\"", ""))
          .as(formula)
          .contains("\n'" + formula);
    }
    assertThat(
            csv(
                Json.createArrayBuilder()
                    .add(row("a").add("tags", Json.createArrayBuilder().add("=x")))))
        .contains(",'=x");
    assertThat(csv(Json.createArrayBuilder().add(row("=a,b")))).contains("\"'=a,b\"");
  }

  @Test
  void keys_areAColumn() {
    JsonObject json =
        Json.createObjectBuilder().add("members", Json.createArrayBuilder().add("ab")).build();
    assertThat(new String(Csv.of(new Keys(List.of("ab")), json), UTF_8))
        .isEqualTo("pubkey\r\nab\r\n");
  }
}
