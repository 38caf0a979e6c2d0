package heliograph.store.pending;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.filter.NostrFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The pending changes as of one moment, see the package. Immutable; any thread may read it. */
public final class PendingView {
  /** A view without changes. */
  public static final PendingView NONE = new PendingView(List.of(), Long.MAX_VALUE, 0);

  /** The order of results: newest first, ties by lowest id first, as in the store's indexes. */
  private static final Comparator<PackedEvent> ORDER =
      Comparator.comparingLong(PackedEvent::createdAt)
          .reversed()
          .thenComparing((a, b) -> Long.compareUnsigned(a.idWord(0), b.idWord(0)));

  private static final Comparator<PendingEvent> NEWEST_FIRST =
      Comparator.comparing((PendingEvent pending) -> pending.event().packed(), ORDER)
          .thenComparingLong(PendingEvent::localId);

  private final List<Generation> generations;
  private final long from;
  private final long to;

  PendingView(List<Generation> generations, long from, long to) {
    this.generations = generations;
    this.from = from;
    this.to = to;
  }

  /** Returns the changes of this view that an LMDB transaction begun since does not have. */
  public PendingView after(long applied) {
    return applied >= to ? NONE : new PendingView(generations, applied, to);
  }

  /** Returns true if there is no change. */
  public boolean isEmpty() {
    return from >= to;
  }

  private boolean has(long change) {
    return change > from && change <= to;
  }

  /** Returns the event of this id, unless it is not pending or is removed. */
  public @Nullable PendingEvent find(EventId id) {
    for (Generation generation : generations) {
      PendingEvent found = generation.find(id);
      if (found != null && has(found.localId()) && !isRemoved(found.localId())) {
        return found;
      }
    }
    return null;
  }

  /** Returns the event of this number, unless it is not pending or is removed. */
  public @Nullable NostrEvent get(long localId) {
    if (!has(localId)) {
      return null;
    }
    for (Generation generation : generations) {
      PendingEvent found = generation.get(localId);
      if (found != null) {
        return isRemoved(localId) ? null : found.event();
      }
    }
    return null;
  }

  /** Returns true if an event, stored or pending, is removed by a change of this view. */
  public boolean isRemoved(long localId) {
    for (Generation generation : generations) {
      PendingRemoval removal = generation.removal(localId);
      if (removal != null && has(removal.change())) {
        return true;
      }
    }
    return false;
  }

  /** Passes every event that was added, also those removed since. */
  public void forEachAdded(Consumer<PendingEvent> added) {
    for (Generation generation : generations) {
      for (PendingEvent event : generation.events()) {
        if (has(event.localId())) {
          added.accept(event);
        }
      }
    }
  }

  /** Passes every removal. */
  public void forEachRemoved(Consumer<PendingRemoval> removed) {
    for (Generation generation : generations) {
      for (PendingRemoval removal : generation.removals()) {
        if (has(removal.change())) {
          removed.accept(removal);
        }
      }
    }
  }

  /** Returns by how many events the store grows with these changes. */
  public long growth() {
    long[] growth = {0};
    forEachAdded(event -> growth[0]++);
    forEachRemoved(removal -> growth[0]--);
    return growth[0];
  }

  /**
   * Returns the numbers of the first pending events that match a filter, in the order of results:
   * as many as its page may show, and one more if there are more.
   *
   * @param isShown whether the client may see an event
   */
  public long[] matching(NostrFilter filter, Predicate<PackedEvent> isShown) {
    List<PendingEvent> found = new ArrayList<>();
    forEachAdded(event -> {
      PackedEvent packed = event.event().packed();
      if (filter.matches(packed) && !isRemoved(event.localId()) && isShown.test(packed)) {
        found.add(event);
      }
    });
    found.sort(NEWEST_FIRST);
    int first = endOfSecond(found, filter.limit());
    int most =
        endOfSecond(found, first + filter.limit()); // a page may go on after its first second
    return found.stream().limit(most + 1L).mapToLong(PendingEvent::localId).toArray();
  }

  /** Returns the end of the second to which the last of {@code count} events belongs. */
  private static int endOfSecond(List<PendingEvent> events, int count) {
    if (count <= 0 || count >= events.size()) {
      return count < 0 ? events.size() : Math.min(count, events.size());
    }
    int end = count;
    while (end < events.size()
        && events.get(end).event().createdAt() == events.get(end - 1).event().createdAt()) {
      end++;
    }
    return end;
  }
}
