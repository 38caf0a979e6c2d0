package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds answers against the document that describes them: nothing else, nothing of another type.
 */
final class AnswerCheck {
  private final JsonObject document;

  AnswerCheck(JsonObject document) {
    this.document = document;
  }

  /** The answer of a path, as the document has it. */
  void check(String path, JsonObject answer) {
    JsonObject schema =
        Json.createPointer(
                "/paths/"
                    + Json.encodePointer("/api/v1" + path)
                    + "/get/responses/200/content/application~1json/schema")
            .getValue(document)
            .asJsonObject();
    check(path, schema, answer);
  }

  private void check(String where, JsonObject schema, JsonValue value) {
    if (schema.containsKey("$ref")) {
      check(where, resolve(schema.getString("$ref")), value);
      return;
    }
    if (schema.containsKey("anyOf")) { // the thing itself, or null, which is never sent
      check(where, schema.getJsonArray("anyOf").getJsonObject(0), value);
      return;
    }
    assertThat(types(schema.get("type"))).as(where).contains(type(value));
    switch (value.getValueType()) {
      case OBJECT -> {
        if (schema.containsKey("properties")) { // else it may have any
          JsonObject properties = schema.getJsonObject("properties");
          value
              .asJsonObject()
              .forEach((name, inner) -> {
                assertThat(properties).as(where).containsKey(name);
                check(where + "." + name, properties.getJsonObject(name), inner);
              });
        }
      }
      case ARRAY ->
          value
              .asJsonArray()
              .forEach(inner -> check(where + "[]", schema.getJsonObject("items"), inner));
      default -> {}
    }
  }

  private JsonObject resolve(String reference) {
    return Json.createPointer(reference.substring(1)).getValue(document).asJsonObject();
  }

  private static Set<String> types(JsonValue type) {
    return type instanceof JsonString one
        ? Set.of(one.getString())
        : type.asJsonArray().getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .collect(Collectors.toSet());
  }

  private static String type(JsonValue value) {
    return switch (value.getValueType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case TRUE, FALSE -> "boolean";
      case NULL -> "null";
      case NUMBER -> value.toString().matches("-?[0-9]+") ? "integer" : "number";
    };
  }
}
