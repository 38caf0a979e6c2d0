package heliograph.archive;

import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a new version changed.
 *
 * <pre>
 * kind 0      fields     the profile's fields whose value is another
 * kind 3      followed, unfollowed      the keys of p tags
 * kind 10002  relays     those whose use is another: read, write, both or not at all (NIP-65)
 * any other   added, removed            whole tags, as sets
 * </pre>
 *
 * @param contentChanged whether the content is another; for kind 0 its fields say how
 */
public record Difference(
    List<Field> fields,
    List<String> followed,
    List<String> unfollowed,
    List<RelayUse> relays,
    List<List<String>> added,
    List<List<String>> removed,
    boolean contentChanged) {

  /** A profile's field; empty where it was not there or is gone. */
  public record Field(String name, Optional<String> before, Optional<String> after) {}

  /** A relay's use by its list; empty where it was not listed or is gone. */
  public record RelayUse(String url, Optional<String> before, Optional<String> after) {}

  public Difference {
    fields = List.copyOf(fields);
    followed = List.copyOf(followed);
    unfollowed = List.copyOf(unfollowed);
    relays = List.copyOf(relays);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /** What {@code after} changed of {@code before}; both are versions of one address. */
  public static Difference between(NostrEvent before, NostrEvent after) {
    boolean content = !before.content().equals(after.content());
    return switch (after.kind()) {
      case Kinds.PROFILE -> ofFields(before, after, content);
      case Kinds.FOLLOWS -> ofFollows(before, after, content);
      case Kinds.RELAY_LIST -> ofRelays(before, after, content);
      default -> ofTags(before, after, content);
    };
  }

  private static Difference ofFields(NostrEvent before, NostrEvent after, boolean content) {
    Optional<Map<String, String>> old = fields(before);
    Optional<Map<String, String>> fresh = fields(after);
    List<Field> changed = new ArrayList<>();
    if (old.isPresent() && fresh.isPresent()) {
      Set<String> names = new TreeSet<>(old.get().keySet());
      names.addAll(fresh.get().keySet());
      for (String name : names) {
        Field field =
            new Field(
                name,
                Optional.ofNullable(old.get().get(name)),
                Optional.ofNullable(fresh.get().get(name)));
        if (!field.before().equals(field.after())) {
          changed.add(field);
        }
      }
    }
    return new Difference(
        changed,
        List.of(),
        List.of(),
        List.of(),
        added(before, after),
        added(after, before),
        content);
  }

  /** A profile's fields, text as it is and anything else as JSON; empty if it is no JSON object. */
  private static Optional<Map<String, String>> fields(NostrEvent profile) {
    try (JsonReader reader = Json.createReader(new StringReader(profile.content()))) {
      JsonObject object = reader.readObject();
      Map<String, String> fields = new LinkedHashMap<>();
      object.forEach((name, value) -> fields.put(name, text(value)));
      return Optional.of(fields);
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  private static Difference ofFollows(NostrEvent before, NostrEvent after, boolean content) {
    Set<String> old = values(before, "p");
    Set<String> fresh = values(after, "p");
    return new Difference(
        List.of(),
        without(fresh, old),
        without(old, fresh),
        List.of(),
        List.of(),
        List.of(),
        content);
  }

  private static Difference ofRelays(NostrEvent before, NostrEvent after, boolean content) {
    Map<String, String> old = uses(before);
    Map<String, String> fresh = uses(after);
    Set<String> urls = new LinkedHashSet<>(old.keySet());
    urls.addAll(fresh.keySet());
    List<RelayUse> changed = new ArrayList<>();
    for (String url : urls) {
      RelayUse use =
          new RelayUse(url, Optional.ofNullable(old.get(url)), Optional.ofNullable(fresh.get(url)));
      if (!use.before().equals(use.after())) {
        changed.add(use);
      }
    }
    return new Difference(List.of(), List.of(), List.of(), changed, List.of(), List.of(), content);
  }

  private static Map<String, String> uses(NostrEvent list) {
    Map<String, String> uses = new LinkedHashMap<>();
    for (List<String> tag : list.tags()) {
      if (tag.size() > 1 && tag.get(0).equals("r")) {
        String marker = tag.size() > 2 && !tag.get(2).isEmpty() ? tag.get(2) : "both";
        uses.merge(tag.get(1), marker, (one, other) -> one.equals(other) ? one : "both");
      }
    }
    return uses;
  }

  private static Difference ofTags(NostrEvent before, NostrEvent after, boolean content) {
    return new Difference(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        added(before, after),
        added(after, before),
        content);
  }

  private static List<List<String>> added(NostrEvent before, NostrEvent after) {
    Set<List<String>> fresh = new LinkedHashSet<>(after.tags());
    fresh.removeAll(new LinkedHashSet<>(before.tags()));
    return List.copyOf(fresh);
  }

  private static Set<String> values(NostrEvent event, String name) {
    Set<String> values = new LinkedHashSet<>();
    for (List<String> tag : event.tags()) {
      if (tag.size() > 1 && tag.get(0).equals(name)) {
        values.add(tag.get(1));
      }
    }
    return values;
  }

  private static List<String> without(Set<String> all, Set<String> others) {
    return all.stream().filter(value -> !others.contains(value)).toList();
  }
}
