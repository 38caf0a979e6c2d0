package heliograph.archive;

import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.event.Tags;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
 * @param contentChanged whether the content differs; for kind 0 its fields say how
 */
public record VersionDiff(
    List<Field> fields,
    List<String> followed,
    List<String> unfollowed,
    List<RelayUse> relays,
    List<List<String>> added,
    List<List<String>> removed,
    boolean contentChanged) {

  /** A changed field of a profile; a value is empty where the field is missing. */
  public record Field(String name, Optional<String> before, Optional<String> after) {}

  /** The changed use of a relay; a use is empty where the relay is not listed. */
  public record RelayUse(String url, Optional<String> before, Optional<String> after) {}

  public VersionDiff {
    fields = List.copyOf(fields);
    followed = List.copyOf(followed);
    unfollowed = List.copyOf(unfollowed);
    relays = List.copyOf(relays);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /** Compares two versions of one address; returns what {@code after} changed. */
  public static VersionDiff between(NostrEvent before, NostrEvent after) {
    int kind = after.kind();
    boolean follows = kind == Kinds.FOLLOWS;
    boolean relays = kind == Kinds.RELAY_LIST;
    boolean tags = !follows && !relays;
    return new VersionDiff(
        kind == Kinds.PROFILE ? fieldsChanged(before, after) : List.of(),
        follows ? without(keys(after), keys(before)) : List.of(),
        follows ? without(keys(before), keys(after)) : List.of(),
        relays ? changed(uses(before), uses(after), RelayUse::new) : List.of(),
        tags ? without(new LinkedHashSet<>(after.tags()), before.tags()) : List.of(),
        tags ? without(new LinkedHashSet<>(before.tags()), after.tags()) : List.of(),
        !before.content().equals(after.content()));
  }

  private static List<Field> fieldsChanged(NostrEvent before, NostrEvent after) {
    Optional<Map<String, String>> old = fields(before);
    Optional<Map<String, String>> fresh = fields(after);
    return old.isPresent() && fresh.isPresent()
        ? changed(old.get(), fresh.get(), Field::new).stream()
            .sorted(Comparator.comparing(Field::name))
            .toList()
        : List.of();
  }

  /**
   * Returns the fields of a profile, text as it is and other values as JSON; empty if the content
   * is not a JSON object.
   */
  private static Optional<Map<String, String>> fields(NostrEvent profile) {
    try (JsonReader reader = Json.createReader(new StringReader(profile.content()))) {
      JsonObject object = reader.readObject();
      Map<String, String> fields = new LinkedHashMap<>();
      object.forEach((name, value) -> fields.put(name, text(value)));
      return Optional.of(fields);
    } catch (RuntimeException e) {
      // malformed; Parsson throws a plain RuntimeException for JSON that is nested too deeply
      return Optional.empty();
    }
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  private static Map<String, String> uses(NostrEvent list) {
    Map<String, String> uses = new LinkedHashMap<>();
    Tags.of(list).relayUses().forEach((url, marker) -> uses.put(url, marker.label()));
    return uses;
  }

  private static Set<String> keys(NostrEvent list) {
    Set<String> keys = new LinkedHashSet<>();
    for (PublicKey key : Tags.of(list).keys()) {
      keys.add(key.hex());
    }
    return keys;
  }

  private static <T> List<T> without(Set<T> all, Collection<T> others) {
    Set<T> left = new LinkedHashSet<>(all);
    left.removeAll(Set.copyOf(others));
    return List.copyOf(left);
  }

  /** A name with its value before and after, as a {@link Field} or a {@link RelayUse}. */
  private interface Change<C> {
    C of(String name, Optional<String> before, Optional<String> after);
  }

  private static <C> List<C> changed(
      Map<String, String> before, Map<String, String> after, Change<C> change) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    List<C> changed = new ArrayList<>();
    for (String name : names) {
      Optional<String> old = Optional.ofNullable(before.get(name));
      Optional<String> fresh = Optional.ofNullable(after.get(name));
      if (!old.equals(fresh)) {
        changed.add(change.of(name, old, fresh));
      }
    }
    return changed;
  }
}
