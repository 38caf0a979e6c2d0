package heliograph.search;

import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of an event that can be searched: its content, or the names and the description if it
 * is a profile (kind 0), and the first {@value #TAGS_MAX} tags that hold prose. Stateless.
 */
public final class EventText {
  private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

  /**
   * The maximum number of tags that are searched; an event with thousands of hashtags only wants to
   * be found by everybody.
   */
  static final int TAGS_MAX = 200;

  private static final List<String> PROFILE_FIELDS =
      List.of("name", "display_name", "about", "nip05");

  private EventText() {}

  /**
   * Returns false for kinds that are never indexed and never found: those whose content is
   * encrypted, and those meant only for their author, whose words would affect the ranking of other
   * events.
   */
  public static boolean isSearchable(int kind) {
    return switch (kind) {
      case Kinds.APPLICATION_DATA, Kinds.ADDRESSABLE_APPLICATION_DATA, Kinds.DRAFT -> false;
      case Kinds.ENCRYPTED_MESSAGE,
          Kinds.SEAL,
          Kinds.GROUP_WELCOME,
          Kinds.GROUP_MESSAGE,
          Kinds.GIFT_WRAP,
          Kinds.RATCHET_MESSAGE,
          Kinds.EPHEMERAL_GIFT_WRAP ->
          false;
      default -> true;
    };
  }

  /**
   * Returns the parts of an event's text; none if it is not searchable. No phrase spans two parts.
   */
  public static List<String> of(NostrEvent event) {
    List<String> parts = new ArrayList<>();
    if (!isSearchable(event.kind())) {
      return parts;
    }
    Optional<JsonObject> profile =
        event.kind() == Kinds.PROFILE ? object(event.content()) : Optional.<JsonObject>empty();
    if (profile.isPresent()) {
      for (String field : PROFILE_FIELDS) {
        if (profile.get().get(field) instanceof JsonString value) {
          add(parts, value.getString());
        }
      }
    } else {
      add(parts, event.content());
    }
    if (event.packed().tagCount() > 0) {
      int room = TAGS_MAX;
      for (List<String> tag : event.tags()) {
        if (room > 0 && tag.size() > 1 && isProse(tag.get(0))) {
          add(parts, tag.get(1));
          room--;
        }
      }
    }
    return parts;
  }

  private static boolean isProse(String tag) {
    return switch (tag) {
      case "title", "subject", "summary", "name", "description", "alt", "t" -> true;
      default -> false;
    };
  }

  private static void add(List<String> parts, String part) {
    if (!part.isBlank()) {
      parts.add(part);
    }
  }

  private static Optional<JsonObject> object(String text) {
    try (JsonReader reader = JSON.createReader(new StringReader(text))) {
      return Optional.of(reader.readObject());
    } catch (RuntimeException e) {
      // malformed, so it is plain text; Parsson throws a plain RuntimeException for deep nesting
      return Optional.empty();
    }
  }
}
