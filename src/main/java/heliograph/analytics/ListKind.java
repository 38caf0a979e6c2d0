package heliograph.analytics;

import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PlainText;
import heliograph.event.PublicKey;
import heliograph.event.Tags;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of lists whose public entries are kept: follows, mutes, interests and relays. */
enum ListKind {
  FOLLOWS(Kinds.FOLLOWS, "follow"),
  MUTES(Kinds.MUTES, "mute"),
  RELAYS(Kinds.RELAY_LIST, "relay_use"),
  INTERESTS(Kinds.INTERESTS, "interest");

  private static final int TOPIC_LENGTH_MAX = 64;

  private final int kind;
  private final String table;

  ListKind(int kind, String table) {
    this.kind = kind;
    this.table = table;
  }

  /** Returns the table of the entries of these lists, one row each, by {@code source}. */
  String table() {
    return table;
  }

  int kind() {
    return kind;
  }

  /** Returns the kind of list of an event kind; null if it is none. */
  static @Nullable ListKind of(int kind) {
    for (ListKind list : values()) {
      if (list.kind == kind) {
        return list;
      }
    }
    return null;
  }

  /** Returns true if its entries are keys. */
  boolean isOfKeys() {
    return this == FOLLOWS || this == MUTES;
  }

  /** Returns the keys in {@code p} tags, each once, without the author's own. */
  static Set<PublicKey> keys(NostrEvent event) {
    Set<PublicKey> keys = Tags.of(event).keys();
    keys.remove(event.pubkey());
    return keys;
  }

  /** Returns the topics in {@code t} tags, in lower case, each once. */
  static Set<String> topics(NostrEvent event) {
    Set<String> topics = new LinkedHashSet<>();
    for (String value : Tags.of(event).values("t")) {
      String topic = value.strip().toLowerCase(Locale.ROOT);
      if (!topic.isEmpty() && topic.length() <= TOPIC_LENGTH_MAX && PlainText.isPlain(topic)) {
        topics.add(topic);
      }
    }
    return topics;
  }
}
