package heliograph.analytics;

import heliograph.event.Hex;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of lists whose public entries are kept: who follows, mutes, cares for and uses what.
 */
enum ListKind {
  FOLLOWS(Kinds.FOLLOWS),
  MUTES(10_000),
  RELAYS(10_002),
  INTERESTS(10_015);

  private static final int TOPIC_LENGTH_MAX = 64;
  private static final int URL_LENGTH_MAX = 256;

  private final int kind;

  ListKind(int kind) {
    this.kind = kind;
  }

  int kind() {
    return kind;
  }

  /** The list that events of a kind are, if they are one. */
  static @Nullable ListKind of(int kind) {
    for (ListKind list : values()) {
      if (list.kind == kind) {
        return list;
      }
    }
    return null;
  }

  /** True if its entries are keys. */
  boolean isOfKeys() {
    return this == FOLLOWS || this == MUTES;
  }

  /** The keys in {@code p} tags: genuine ones, each once, without the author's own. */
  static Set<PublicKey> keys(NostrEvent event) {
    Set<PublicKey> keys = new LinkedHashSet<>();
    for (String value : values(event, "p")) {
      if (value.length() == 64) {
        byte[] text = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (text.length == 64 && Hex.isLowerHex(text, 0, 64)) {
          keys.add(PublicKey.fromHex(text, 0));
        }
      }
    }
    keys.remove(event.pubkey());
    return keys;
  }

  /** The topics in {@code t} tags, in lower case, each once. */
  static Set<String> topics(NostrEvent event) {
    Set<String> topics = new LinkedHashSet<>();
    for (String value : values(event, "t")) {
      String topic = storable(value.strip().toLowerCase(Locale.ROOT));
      if (!topic.isEmpty() && topic.length() <= TOPIC_LENGTH_MAX) {
        topics.add(topic);
      }
    }
    return topics;
  }

  /**
   * The relays in {@code r} tags (NIP-65) by their address: bit 0 is set for reading, bit 1 for
   * writing.
   */
  static Map<String, Integer> relays(NostrEvent event) {
    Map<String, Integer> relays = new LinkedHashMap<>();
    for (List<String> tag : event.tags()) {
      if (tag.size() >= 2 && tag.getFirst().equals("r")) {
        String url = address(tag.get(1));
        String marker = tag.size() > 2 ? tag.get(2) : "";
        int use = marker.equals("read") ? 1 : marker.equals("write") ? 2 : 3;
        if (!url.isEmpty()) {
          relays.merge(url, use, (one, other) -> one | other);
        }
      }
    }
    return relays;
  }

  /** As two spellings of it share it; empty if it is none. */
  private static String address(String text) {
    String url = storable(text.strip());
    int scheme = url.indexOf("://");
    if (scheme < 0 || url.length() > URL_LENGTH_MAX) {
      return "";
    }
    int path = url.indexOf('/', scheme + 3);
    String host = (path < 0 ? url : url.substring(0, path)).toLowerCase(Locale.ROOT);
    boolean relay = host.startsWith("ws://") || host.startsWith("wss://");
    String rest = path < 0 ? "" : url.substring(path);
    while (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    return relay && host.length() > scheme + 3 ? host + rest : "";
  }

  /** PostgreSQL's text has no NUL and no lone surrogates. */
  private static String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
        return "";
      }
    }
    return text;
  }

  private static List<String> values(NostrEvent event, String name) {
    List<String> values = new ArrayList<>();
    for (List<String> tag : event.tags()) {
      if (tag.size() >= 2 && tag.getFirst().equals(name)) {
        values.add(tag.get(1));
      }
    }
    return values;
  }
}
