package heliograph.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tags of one event with their elements unescaped, and the questions that several features ask
 * of them. A tag without a second element has no value and is skipped, except by {@link #d()}.
 *
 * @param all every tag in the event's order
 */
public record Tags(List<List<String>> all) {
  /** Reads the tags of {@code event}. Parses the event's JSON at each call. */
  public static Tags of(NostrEvent event) {
    return new Tags(event.tags());
  }

  /** Returns the tags of this name that have a value, in the event's order. */
  public List<List<String>> named(String name) {
    List<List<String>> named = new ArrayList<>();
    for (List<String> tag : all) {
      if (tag.size() > 1 && tag.getFirst().equals(name)) {
        named.add(tag);
      }
    }
    return named;
  }

  /** Returns the value of the first tag of this name that has one. */
  public Optional<String> first(String name) {
    for (List<String> tag : all) {
      if (tag.size() > 1 && tag.getFirst().equals(name)) {
        return Optional.of(tag.get(1));
      }
    }
    return Optional.empty();
  }

  /** Returns the values of all tags of this name, in the event's order. */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>();
    for (List<String> tag : named(name)) {
      values.add(tag.get(1));
    }
    return values;
  }

  /** Returns the public keys in {@code p} tags, each once; what is not a key is skipped. */
  public Set<PublicKey> keys() {
    Set<PublicKey> keys = new LinkedHashSet<>();
    for (String value : values("p")) {
      byte[] text = value.length() == 64 ? value.getBytes(UTF_8) : new byte[0];
      if (text.length == 64 && Hex.isLowerHex(text, 0, 64)) {
        keys.add(PublicKey.fromHex(text, 0));
      }
    }
    return keys;
  }

  /**
   * Returns how the author uses each relay in {@code r} tags (NIP-65), by the relay's address as
   * {@link RelayAddress} spells it. A relay that is listed for reading and again for writing is
   * used for both.
   */
  public Map<String, RelayMarker> relayUses() {
    Map<String, RelayMarker> uses = new LinkedHashMap<>();
    for (List<String> tag : named("r")) {
      RelayMarker marker = RelayMarker.of(tag.size() > 2 ? tag.get(2) : "");
      RelayAddress.of(tag.get(1)).ifPresent(url -> uses.merge(url, marker, RelayMarker::and));
    }
    return uses;
  }

  /** Returns the value of the first {@code d} tag; empty if it has none or is missing (NIP-01). */
  public String d() {
    for (List<String> tag : all) {
      if (!tag.isEmpty() && tag.getFirst().equals("d")) {
        return tag.size() > 1 ? tag.get(1) : "";
      }
    }
    return "";
  }
}
