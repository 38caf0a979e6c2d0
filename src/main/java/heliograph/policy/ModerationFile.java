package heliograph.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.event.EventId;
import heliograph.event.PublicKey;
import heliograph.policy.Moderation.Role;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The administrators' decisions on disk: one JSON document, replaced as a whole and forced to the
 * disk before a decision takes effect. A person can read and, while the relay is stopped, edit it.
 * Thread-safe.
 */
public final class ModerationFile {
  private final Path file;
  private final Consumer<Moderation> changed;

  @GuardedBy("this")
  private Moderation current;

  /**
   * Reads the file, if there is one.
   *
   * @param changed called after each decision, once it is durable, one call at a time
   * @throws IllegalStateException if the file is broken
   */
  public ModerationFile(Path file, Consumer<Moderation> changed) {
    this.file = file;
    this.changed = changed;
    current = Files.exists(file) ? read(file) : Moderation.NONE;
  }

  /** Returns the current decisions. */
  public synchronized Moderation current() {
    return current;
  }

  /**
   * Makes a decision. It is durable and in effect when this method returns.
   *
   * @throws UncheckedIOException if it cannot be written; nothing has changed then
   */
  public synchronized void edit(Consumer<Moderation.Draft> edit) {
    Moderation edited = current.edited(edit);
    if (!edited.equals(current)) {
      write(edited);
      current = edited;
      changed.accept(edited);
    }
  }

  private void write(Moderation moderation) {
    try {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      Files.createDirectories(folder);
      Path fresh = folder.resolve(file.getFileName() + ".new");
      try (FileChannel out =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer json = ByteBuffer.wrap(json(moderation).toString().getBytes(UTF_8));
        while (json.hasRemaining()) {
          out.write(json);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static JsonObject json(Moderation moderation) {
    JsonArrayBuilder roles = Json.createArrayBuilder();
    for (Role role : moderation.roles().values()) {
      roles.add(
          Json.createObjectBuilder()
              .add("id", role.id())
              .add("label", role.label())
              .add("description", role.description())
              .add("color", role.color())
              .add("order", role.order()));
    }
    JsonObjectBuilder assigned = Json.createObjectBuilder();
    moderation
        .assignedRoles()
        .forEach((member, held) -> assigned.add(member.hex(), Json.createArrayBuilder(held)));
    return Json.createObjectBuilder()
        .add("bannedPubkeys", reasons(moderation.bannedPubkeys(), PublicKey::hex))
        .add("allowedPubkeys", reasons(moderation.allowedPubkeys(), PublicKey::hex))
        .add("bannedEvents", reasons(moderation.bannedEvents(), EventId::hex))
        .add("allowedEvents", reasons(moderation.allowedEvents(), EventId::hex))
        .add("allowedKinds", Json.createArrayBuilder(moderation.allowedKinds()))
        .add("disallowedKinds", Json.createArrayBuilder(moderation.disallowedKinds()))
        .add("blockedAddresses", reasons(moderation.blockedAddresses(), Function.identity()))
        .add("roles", roles)
        .add("assignedRoles", assigned)
        .add("claims", Json.createArrayBuilder(moderation.claims()))
        .add("withdrawnClaims", Json.createArrayBuilder(moderation.withdrawnClaims()))
        .add("identity", reasons(moderation.identity(), Function.identity()))
        .build();
  }

  private static <K> JsonObjectBuilder reasons(Map<K, String> map, Function<K, String> spell) {
    JsonObjectBuilder json = Json.createObjectBuilder();
    map.forEach((key, reason) -> json.add(spell.apply(key), reason));
    return json;
  }

  private static Moderation read(Path file) {
    try (JsonReader reader =
        Json.createReader(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      JsonObject json = reader.readObject();
      return Moderation.NONE.edited(draft -> {
        fill(json.getJsonObject("bannedPubkeys"), draft.bannedPubkeys, PublicKey::parse);
        fill(json.getJsonObject("allowedPubkeys"), draft.allowedPubkeys, PublicKey::parse);
        fill(json.getJsonObject("bannedEvents"), draft.bannedEvents, EventId::parse);
        fill(json.getJsonObject("allowedEvents"), draft.allowedEvents, EventId::parse);
        draft.allowedKinds.addAll(kinds(json.getJsonArray("allowedKinds")));
        draft.disallowedKinds.addAll(kinds(json.getJsonArray("disallowedKinds")));
        fill(json.getJsonObject("blockedAddresses"), draft.blockedAddresses, Function.identity());
        fill(json.getJsonObject("identity"), draft.identity, Function.identity());
        draft.claims.addAll(texts(json, "claims"));
        draft.withdrawnClaims.addAll(texts(json, "withdrawnClaims"));
        for (JsonObject role : json.getJsonArray("roles").getValuesAs(JsonObject.class)) {
          draft.roles.put(
              role.getString("id"),
              new Role(
                  role.getString("id"),
                  role.getString("label"),
                  role.getString("description"),
                  role.getInt("color"),
                  role.getInt("order")));
        }
        JsonObject assigned = json.getJsonObject("assignedRoles");
        for (String member : assigned.keySet()) {
          List<JsonString> held = assigned.getJsonArray(member).getValuesAs(JsonString.class);
          held.forEach(role -> draft.assign(PublicKey.parse(member), role.getString()));
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (JsonException
        | NullPointerException
        | ClassCastException
        | IllegalArgumentException e) {
      throw new IllegalStateException(
          file + " is not a list of decisions as the relay writes it: " + e.getMessage(), e);
    }
  }

  private static <K> void fill(JsonObject from, Map<K, String> into, Function<String, K> parse) {
    for (String key : from.keySet()) {
      into.put(parse.apply(key), from.getString(key));
    }
  }

  /** Returns the texts of a list; none if an older relay wrote the file. */
  private static List<String> texts(JsonObject json, String name) {
    JsonArray array = json.getJsonArray(name);
    return array == null
        ? List.of()
        : array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
  }

  private static Set<Integer> kinds(JsonArray array) {
    Set<Integer> kinds = new TreeSet<>();
    for (int i = 0; i < array.size(); i++) {
      kinds.add(array.getInt(i));
    }
    return kinds;
  }
}
