package heliograph.subscription;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.event.NostrEvent;
import heliograph.search.EventWords;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The words of the newest events, which the search index does not have yet: split once, however
 * many searches read them. Holds at most {@link #BYTES_MAX} bytes; the least recently used words
 * are dropped first, and split again when asked for. Thread-safe.
 */
final class RecentWords {
  static final long BYTES_MAX = 24 << 20;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Long, EventWords> bySeq = new LinkedHashMap<>(16, 0.75f, true);

  @GuardedBy("lock")
  private long bytes;

  @GuardedBy("lock")
  private long made;

  /** Returns the words of the event of a change. */
  EventWords of(long seq, NostrEvent event) {
    EventWords known = find(seq);
    if (known != null) {
      return known;
    }
    // two threads may do this at the same time, rather than wait for each other
    EventWords words = new EventWords(event);
    keep(seq, words);
    return words;
  }

  private @Nullable EventWords find(long seq) {
    lock.lock();
    try {
      return bySeq.get(seq);
    } finally {
      lock.unlock();
    }
  }

  private void keep(long seq, EventWords words) {
    lock.lock();
    try {
      made++;
      EventWords before = bySeq.put(seq, words);
      bytes += words.bytes() - (before == null ? 0 : before.bytes());
      Iterator<EventWords> eldest = bySeq.values().iterator();
      while (bytes > BYTES_MAX && eldest.hasNext()) {
        bytes -= eldest.next().bytes();
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of bytes held. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of events that were split into words so far. */
  long made() {
    lock.lock();
    try {
      return made;
    } finally {
      lock.unlock();
    }
  }
}
