package heliograph.bench;

import heliograph.event.NostrEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a relay has acknowledged and must therefore have, kept to be asked for later: the newest
 * events all, of the older ones a fair sample (algorithm R), so that days of publishing fit.
 *
 * <p>An event that a later one deletes or replaces is in doubt from when that one is sent, for a
 * relay that is killed may or may not have taken it; it must be gone once that one is acknowledged.
 * Confined to one thread.
 */
final class KeptEvents {
  /** What the relay owes. */
  enum State {
    THERE,
    IN_DOUBT,
    GONE
  }

  /** An event; of its JSON only a checksum is kept. */
  static final class Kept {
    private final String id;
    private final long checksum;
    private State state = State.THERE;

    private Kept(NostrEvent event) {
      id = event.id().hex();
      byte[] json = event.json();
      checksum = checksum(json, 0, json.length);
    }

    String id() {
      return id;
    }

    State state() {
      return state;
    }

    boolean isSame(byte[] bytes, int from, int to) {
      return checksum == KeptEvents.checksum(bytes, from, to);
    }
  }

  private final int newestMax;
  private final int olderMax;
  private final Random random;
  private final Map<Long, Kept> byId = new HashMap<>();
  private final Deque<Long> newest = new ArrayDeque<>();
  private final List<Long> older = new ArrayList<>();
  private long aged;
  private long acknowledged;

  /** Keeps a number of the newest events, and a sample of the older ones. */
  KeptEvents(int newestMax, int olderMax, Random random) {
    this.newestMax = newestMax;
    this.olderMax = olderMax;
    this.random = random;
  }

  private static long checksum(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return crc.getValue() << 32 | to - from;
  }

  /** The relay has said that it has this event. */
  void acknowledged(NostrEvent event) {
    acknowledged++;
    if (byId.put(event.id().a(), new Kept(event)) != null) {
      return;
    }
    newest.add(event.id().a());
    if (newest.size() > newestMax) {
      age(newest.remove());
    }
  }

  private void age(Long id) {
    aged++;
    if (older.size() < olderMax) {
      older.add(id);
      return;
    }
    long slot = random.nextLong(aged);
    if (slot < older.size()) {
      byId.remove(older.set((int) slot, id));
    } else {
      byId.remove(id);
    }
  }

  /** An event that would end this one is on its way, or has come. */
  void mark(long id, State state) {
    Kept kept = byId.get(id);
    if (kept != null) {
      kept.state = state;
    }
  }

  /** The event of which this is the first half of the id; null if it is not kept. */
  @Nullable Kept find(long id) {
    return byId.get(id);
  }

  Collection<Kept> all() {
    return byId.values();
  }

  /** How many were acknowledged in all. */
  long acknowledged() {
    return acknowledged;
  }
}
