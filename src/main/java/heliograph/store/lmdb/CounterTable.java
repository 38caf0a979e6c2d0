package heliograph.store.lmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.event.PackedEvent;
import heliograph.event.TagHash;
import heliograph.store.layout.CounterKey;
import heliograph.store.layout.CounterShape;
import heliograph.store.layout.CounterValue;
import org.jspecify.annotations.Nullable;

/**
 * The counters, found by an event's tags: an open-addressing hash table under the tag hashes of
 * packed events, so that a tag without a counter costs one probe. Confined to its owner.
 */
final class CounterTable {
  /** One counter and its state. */
  static final class Entry {
    final CounterKey key;
    private final byte[] value;
    private final long hash;
    private long lastEvent;
    @Nullable CounterValue current;
    @Nullable CounterGathering gathering;
    long lastRemoval;

    private Entry(CounterKey key) {
      this.key = key;
      value = key.value().getBytes(US_ASCII);
      hash = hash(key.shape(), TagHash.of(value, 0, value.length));
    }
  }

  private @Nullable Entry[] slots = new @Nullable Entry[64];
  private int size;

  private PackedEvent event = new PackedEvent();
  private long events;
  private int kind;
  private int tag;
  private int tags;

  private static long hash(CounterShape shape, long tagHash) {
    return tagHash + shape.code() * 0x9E37_79B9_7F4A_7C15L;
  }

  int size() {
    return size;
  }

  /** Adds a counter, which must not be in the table. */
  Entry add(CounterKey key) {
    if (2 * size >= slots.length) {
      @Nullable Entry[] old = slots;
      slots = new @Nullable Entry[2 * old.length];
      for (Entry entry : old) {
        if (entry != null) {
          place(entry);
        }
      }
    }
    Entry entry = new Entry(key);
    place(entry);
    size++;
    return entry;
  }

  private void place(Entry entry) {
    int slot = slot(entry.hash);
    while (slots[slot] != null) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = entry;
  }

  private int slot(long hash) {
    return (int) (hash ^ hash >>> 32) & slots.length - 1;
  }

  @Nullable Entry find(CounterKey key) {
    byte[] value = key.value().getBytes(US_ASCII);
    int slot = slot(hash(key.shape(), TagHash.of(value, 0, value.length)));
    Entry entry = slots[slot];
    while (entry != null && !entry.key.equals(key)) {
      slot = slot + 1 & slots.length - 1;
      entry = slots[slot];
    }
    return entry;
  }

  /** Removes a counter, which must be in the table. */
  void remove(Entry entry) {
    int slot = slot(entry.hash);
    while (slots[slot] != entry) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = null;
    size--;
    // entries after it may have been displaced by it
    slot = slot + 1 & slots.length - 1;
    for (Entry next = slots[slot]; next != null; next = slots[slot]) {
      slots[slot] = null;
      place(next);
      slot = slot + 1 & slots.length - 1;
    }
  }

  /** Starts a search for the counters of {@code counted}, which {@link #next} returns. */
  void look(PackedEvent counted) {
    event = counted;
    events++;
    kind = counted.kind();
    tag = 0;
    tags = CounterShape.counts(kind) ? counted.indexedTagCount() : 0;
  }

  /**
   * Returns the next counter that counts the event; each is returned once, even if several tags
   * match.
   */
  @Nullable Entry next() {
    while (tag < tags) {
      int at = tag++;
      CounterShape shape = CounterShape.of(kind, event.tagLetter(at));
      if (shape != null) {
        Entry entry = find(shape, at);
        if (entry != null && entry.lastEvent != events) {
          entry.lastEvent = events;
          return entry;
        }
      }
    }
    return null;
  }

  private @Nullable Entry find(CounterShape shape, int at) {
    long hash = hash(shape, event.tagHash(at));
    int slot = slot(hash);
    Entry entry = slots[slot];
    while (entry != null
        && !(entry.hash == hash
            && entry.key.shape() == shape
            && event.tagValueIs(at, entry.value))) {
      slot = slot + 1 & slots.length - 1;
      entry = slots[slot];
    }
    return entry;
  }
}
