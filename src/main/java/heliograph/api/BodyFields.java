package heliograph.api;

import heliograph.statistics.QuestionException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object in a request's body, read strictly: an unknown or repeated field, or
 * one with a value of another type or beyond its range, is answered with 400. Immutable.
 */
final class BodyFields {
  private static final JsonReaderFactory READERS =
      Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

  private static final String NO_OBJECT =
      "the body must be one JSON object, with each field once, and no number of a thousand digits";

  private final JsonObject object;
  private final String prefix;

  private BodyFields(JsonObject object, String prefix, Set<String> known) {
    this.object = object;
    this.prefix = prefix;
    if (!known.containsAll(object.keySet())) {
      throw new QuestionException(
          (prefix.isEmpty() ? "the body" : prefix.substring(0, prefix.length() - 1))
              + " takes only these fields: "
              + String.join(", ", new TreeSet<>(known)));
    }
  }

  /**
   * Reads the body of a request.
   *
   * @param body the text of a JSON object
   * @param known the fields that it may have
   */
  static BodyFields of(@Nullable String body, Set<String> known) {
    return new BodyFields(read(body == null ? "" : body), "", known);
  }

  private static JsonObject read(String text) {
    try (JsonReader reader = READERS.createReader(new StringReader(text));
        JsonParser end = Json.createParser(new StringReader(text))) {
      JsonObject object = reader.readObject();
      end.next();
      end.skipObject();
      if (!end.hasNext()) {
        return object;
      }
    } catch (RuntimeException e) {
      // the library has no common exception for malformed, too long and too deeply nested text
      throw new QuestionException(NO_OBJECT, e);
    }
    throw new QuestionException(NO_OBJECT);
  }

  boolean has(String field) {
    return object.containsKey(field);
  }

  /** Returns a required text, of 1 to {@code max} characters. */
  String text(String field, int max) {
    if (object.get(field) instanceof JsonString text
        && !text.getString().isBlank()
        && text.getString().length() <= max
        && text.getString().indexOf('\0') < 0) {
      return text.getString();
    }
    throw wrong(field, "a text of 1 to " + max + " characters");
  }

  /** Returns a required list of texts, of 1 to {@code max} items. */
  List<String> texts(String field, int max) {
    if (!(object.get(field) instanceof JsonArray array) || array.isEmpty() || array.size() > max) {
      throw wrong(field, "a list of 1 to " + max + " texts");
    }
    List<String> texts = new ArrayList<>(array.size());
    for (JsonValue value : array) {
      if (!(value instanceof JsonString text)) {
        throw wrong(field, "a list of 1 to " + max + " texts");
      }
      texts.add(text.getString());
    }
    return texts;
  }

  /** Returns a required object, with the fields that it may have. */
  BodyFields object(String field, Set<String> known) {
    if (object.get(field) instanceof JsonObject inner) {
      return new BodyFields(inner, prefix + field + ".", known);
    }
    throw wrong(field, "an object");
  }

  /** Returns a whole number within a range; {@code otherwise} where it is missing. */
  int number(String field, int min, int max, int otherwise) {
    if (!object.containsKey(field)) {
      return otherwise;
    }
    return decimal(field)
        .filter(value -> value.compareTo(BigDecimal.valueOf(min)) >= 0)
        .filter(value -> value.compareTo(BigDecimal.valueOf(max)) <= 0)
        .filter(value -> value.remainder(BigDecimal.ONE).signum() == 0)
        .map(BigDecimal::intValue)
        .orElseThrow(() -> wrong(field, "a whole number from " + min + " to " + max));
  }

  /** Returns a share from 0 to 1; 0 where it is missing. */
  double share(String field) {
    if (!object.containsKey(field)) {
      return 0;
    }
    return decimal(field)
        .filter(value -> value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0)
        .map(BigDecimal::doubleValue)
        .orElseThrow(() -> wrong(field, "a number from 0 to 1"));
  }

  private Optional<BigDecimal> decimal(String field) {
    try {
      return object.get(field) instanceof JsonNumber number
          ? Optional.of(number.bigDecimalValue())
          : Optional.empty();
    } catch (ArithmeticException | NumberFormatException | UnsupportedOperationException e) {
      return Optional.empty(); // too long for the JSON library
    }
  }

  private QuestionException wrong(String field, String wanted) {
    return new QuestionException(prefix + field + " must be " + wanted);
  }
}
