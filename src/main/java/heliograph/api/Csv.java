package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the table of a document as comma-separated values (RFC 4180): a line of names, then a line
 * for each row, each ended by CR LF. The table is the one list of records, or of keys, in the
 * document; its other fields are only in JSON. Lists within a row are joined by spaces.
 *
 * <p>Spreadsheets execute text that begins like a formula, and much of the text here was chosen by
 * strangers, so such text gets an apostrophe in front, which spreadsheets do not show.
 */
final class Csv {
  static final String TYPE = "text/csv";

  private static final String LINE = "\r\n";
  private static final String FORMULA = "=+-@\t\r";

  private Csv() {}

  /**
   * Writes a table.
   *
   * @param document the record that contains the table
   * @param json the document in JSON
   */
  static byte[] of(Record document, JsonObject json) {
    RecordComponent table =
        Arrays.stream(document.getClass().getRecordComponents())
            .filter(component -> component.getType() == List.class)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no table in " + document.getClass()));
    Class<?> row =
        (Class<?>) ((ParameterizedType) table.getGenericType()).getActualTypeArguments()[0];
    JsonArray rows = json.getJsonArray(jsonName(table.getName()));
    StringBuilder text = new StringBuilder();
    if (row.isRecord() && row.getRecordComponents().length > 0 && !isKey(rows)) {
      List<String> names = names(row);
      line(text, names.stream().map(Csv::quoted));
      for (JsonObject values : rows.getValuesAs(JsonObject.class)) {
        line(text, names.stream().map(name -> cell(values.get(name))));
      }
    } else {
      line(text, Stream.of("pubkey"));
      rows.forEach(value -> line(text, Stream.of(cell(value))));
    }
    return text.toString().getBytes(UTF_8);
  }

  private static boolean isKey(JsonArray rows) {
    return !rows.isEmpty() && rows.getFirst() instanceof JsonString;
  }

  private static List<String> names(Class<?> row) {
    return Arrays.stream(row.getRecordComponents())
        .map(component -> jsonName(component.getName()))
        .toList();
  }

  /** Returns a name as it is in JSON: {@code lastAt} is {@code last_at}. */
  private static String jsonName(String name) {
    StringBuilder spelled = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        spelled.append('_');
      }
      spelled.append(c);
    }
    return spelled.toString().toLowerCase(Locale.ROOT);
  }

  private static void line(StringBuilder text, Stream<String> cells) {
    text.append(cells.collect(Collectors.joining(","))).append(LINE);
  }

  private static String cell(@Nullable JsonValue value) {
    return switch (value) {
      case null -> "";
      case JsonString string -> quoted(guarded(string.getString()));
      case JsonArray array ->
          quoted(guarded(String.join(" ", array.stream().map(Csv::item).toList())));
      case JsonObject object -> quoted(object.toString());
      default -> value.getValueType() == JsonValue.ValueType.NULL ? "" : value.toString();
    };
  }

  private static String item(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  private static String guarded(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
