package heliograph.store.lmdb;

import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.store.EventScan;
import heliograph.store.layout.IndexKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The merge of a REQ's filters: newest first over all of them, ties by lowest id, each event once.
 * The same event in two filters has the same place in both orders, so it comes up twice in a row
 * and the second time is skipped.
 */
final class LmdbScan implements EventScan {
  private final ReaderPool readers;
  private final List<NostrFilter> filters;
  private final Visibility visibility;
  private final LongSupplier lastSeq;
  private final LongSupplier seconds;
  private final List<FilterScan> open = new ArrayList<>();
  private final List<FilterScan> found = new ArrayList<>();
  private boolean started;
  private boolean paused;
  private long snapshot;
  private long lastTaken = -1;
  private boolean allFinished = true;
  private Completeness completeness = Completeness.UNKNOWN;

  LmdbScan(
      ReaderPool readers,
      List<NostrFilter> filters,
      Visibility visibility,
      LongSupplier lastSeq,
      LongSupplier seconds) {
    this.readers = readers;
    this.filters = filters;
    this.visibility = visibility;
    this.lastSeq = lastSeq;
    this.seconds = seconds;
  }

  @Override
  public long snapshot() {
    return snapshot;
  }

  /**
   * With several filters, the events that one left out may have been found by another, so MORE
   * becomes UNKNOWN.
   */
  @Override
  public Completeness completeness() {
    return completeness;
  }

  @Override
  public boolean resume(Sink sink, long nanos) {
    if (!started) {
      started = true;
      // read before the transaction begins, so the transaction has all changes up to it
      snapshot = lastSeq.getAsLong();
      long now = seconds.getAsLong();
      for (NostrFilter filter : filters) {
        open.add(new FilterScan(filter, visibility, snapshot, now));
      }
    }
    paused = false;
    long end = System.nanoTime() + nanos;
    ReadContext context = readers.borrow();
    try {
      return filters.size() == 1 ? resumeOne(context, sink, end) : resumeAll(context, sink, end);
    } finally {
      readers.giveBack(context);
    }
  }

  private boolean resumeOne(ReadContext context, Sink sink, long end) {
    FilterScan scan = open.getFirst();
    for (int step = 1; ; step++) {
      switch (scan.advance(context)) {
        case FOUND -> paused = !sink.take(context.event());
        case LOOKING -> step = 0; // many records were read, so the clock is checked next
        case ENDED -> {
          completeness = scan.completeness();
          return true;
        }
      }
      if (paused || step % 16 == 0 && System.nanoTime() - end > 0) {
        return false;
      }
    }
  }

  private boolean resumeAll(ReadContext context, Sink sink, long end) {
    while (true) {
      while (!open.isEmpty()) {
        FilterScan scan = open.getLast();
        switch (scan.advance(context)) {
          case FOUND -> {
            open.removeLast();
            found.add(scan);
          }
          case LOOKING -> {}
          case ENDED -> {
            open.removeLast();
            allFinished &= scan.completeness() == Completeness.FINISHED;
          }
        }
        if (System.nanoTime() - end > 0) {
          return false;
        }
      }
      if (found.isEmpty()) {
        completeness = allFinished ? Completeness.FINISHED : Completeness.UNKNOWN;
        return true;
      }
      FilterScan first = first();
      found.remove(first);
      open.add(first);
      if (first.localId() != lastTaken && context.read(first.localId())) {
        lastTaken = first.localId();
        if (!sink.take(context.event())) {
          return false;
        }
      }
    }
  }

  private FilterScan first() {
    FilterScan first = found.getFirst();
    for (FilterScan scan : found) {
      if (IndexKey.compare(
              scan.time(), scan.id(), scan.localId(), first.time(), first.id(), first.localId())
          < 0) {
        first = scan;
      }
    }
    return first;
  }
}
