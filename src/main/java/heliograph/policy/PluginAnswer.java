package heliograph.policy;

import heliograph.policy.WritePolicyPlugin.Decision;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.Optional;

/** A line printed by a write-policy plugin: the id of an event and the decision. */
record PluginAnswer(String id, Decision decision) {
  private static final String NO_MESSAGE = "blocked: refused by the write policy";

  /** Parses a line; returns empty if it is not an answer. */
  static Optional<PluginAnswer> parse(String line, JsonReaderFactory readers) {
    try (JsonReader reader = readers.createReader(new StringReader(line))) {
      JsonObject json = reader.readObject();
      Optional<Decision> decision =
          switch (text(json, "action")) {
            case "accept" -> Optional.of(Decision.ACCEPT);
            case "reject" -> Optional.of(new Decision.Reject(message(json)));
            case "shadowReject" -> Optional.of(Decision.SHADOW_REJECT);
            default -> Optional.empty();
          };
      return decision.map(found -> new PluginAnswer(text(json, "id"), found));
    } catch (RuntimeException e) {
      // malformed; Parsson throws a plain RuntimeException for deep nesting
      return Optional.empty();
    }
  }

  private static String message(JsonObject json) {
    String message = text(json, "msg");
    return message.isEmpty() ? NO_MESSAGE : message;
  }

  private static String text(JsonObject json, String name) {
    return json.get(name) instanceof JsonString string ? string.getString() : "";
  }
}
