package heliograph.cli;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.filter.KeySet;
import heliograph.filter.NostrFilter;
import heliograph.store.EventScan;
import heliograph.store.lmdb.LmdbStoreReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reads the events of filters oldest first from a store whose indexes are newest first. Time is
 * divided into windows, which are halved until one has few enough events; their ids are collected,
 * reversed and read. So it takes the memory of one window, or of the events of one second. Confined
 * to one thread.
 */
final class OldestFirst {
  /** The maximum number of ids that are held at once. */
  static final int WINDOW = 100_000;

  static final long SLICE = TimeUnit.MILLISECONDS.toNanos(50);

  private static final int READ_AT_ONCE = 500;

  /** A range of seconds, both ends included. */
  private record Window(long since, long until) {}

  private final LmdbStoreReader reader;
  private final List<NostrFilter> filters;
  private final int windowMax;

  OldestFirst(LmdbStoreReader reader, List<NostrFilter> filters, int windowMax) {
    this.reader = reader;
    this.filters = filters;
    this.windowMax = windowMax;
  }

  /** Passes each event to {@code sink}, until it returns false. */
  void run(EventScan.Sink sink) {
    Deque<Window> windows = new ArrayDeque<>();
    windows.push(new Window(Long.MIN_VALUE, Long.MAX_VALUE));
    while (!windows.isEmpty()) {
      Window window = windows.pop();
      List<EventId> ids = new ArrayList<>();
      boolean whole = note(window, ids);
      if (!whole) {
        long middle = middle(window);
        windows.push(new Window(middle + 1, window.until()));
        windows.push(new Window(window.since(), middle));
      } else if (!read(ids, sink)) {
        return;
      }
    }
  }

  /**
   * Returns the point that divides a window. It is closer to real times of events than the middle
   * of all 64-bit numbers.
   */
  private static long middle(Window window) {
    if (window.since() < 0 && window.until() >= 0) {
      return -1;
    }
    return window.since() + (window.until() - window.since()) / 2;
  }

  /** Collects the ids of a window; returns false if there are too many. */
  private boolean note(Window window, List<EventId> ids) {
    List<NostrFilter> wanted =
        filters.stream()
            .map(filter ->
                filter.between(
                    Math.max(filter.since(), window.since()),
                    Math.min(filter.until(), window.until())))
            .toList();
    EventScan scan = reader.scan(wanted);
    boolean divisible = window.since() < window.until();
    boolean ended = false;
    while (!ended && !(divisible && ids.size() > windowMax)) {
      ended =
          scan.resume(
              event -> {
                ids.add(event.id());
                return !divisible || ids.size() <= windowMax;
              },
              SLICE);
    }
    scan.abandon();
    return ended;
  }

  /** Reads events in the reverse order of a scan: within a second, the highest id first. */
  private boolean read(List<EventId> newestFirst, EventScan.Sink sink) {
    Collections.reverse(newestFirst);
    for (int from = 0; from < newestFirst.size(); from += READ_AT_ONCE) {
      List<EventId> part =
          newestFirst.subList(from, Math.min(newestFirst.size(), from + READ_AT_ONCE));
      if (!readPart(part, sink)) {
        return false;
      }
    }
    return true;
  }

  private boolean readPart(List<EventId> part, EventScan.Sink sink) {
    Map<EventId, NostrEvent> events = new HashMap<>();
    long[] words = new long[4 * part.size()];
    for (int i = 0; i < part.size(); i++) {
      EventId id = part.get(i);
      words[4 * i] = id.a();
      words[4 * i + 1] = id.b();
      words[4 * i + 2] = id.c();
      words[4 * i + 3] = id.d();
    }
    reader
        .scan(List.of(NostrFilter.EVERYTHING.withIds(KeySet.of(words))))
        .copyToEnd(event -> events.put(event.id(), event), SLICE);
    for (EventId id : part) {
      NostrEvent event = events.get(id);
      if (event != null && !sink.take(event.packed())) {
        return false;
      }
    }
    return true;
  }
}
