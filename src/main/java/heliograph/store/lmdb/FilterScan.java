package heliograph.store.lmdb;

import heliograph.filter.KeySet;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.store.EventScan.Completeness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One filter's events in order, as far as its limit: a k-way merge of index streams, each candidate
 * confirmed on its record. {@link #advance} finds the next event; its place is kept between slices.
 *
 * <p>What the asker may not see is passed over as if it were not stored: it counts neither towards
 * the limit nor towards the work after which {@link #completeness} is left open, so that no answer
 * depends on it.
 */
final class FilterScan {
  /** Entries looked at without a match before the caller gets a chance to end the slice. */
  static final int LOOKED_AT_MAX = 64;

  /** What {@link #advance} came to. */
  enum Step {
    /** An event was found; the context's flyweight is it. */
    FOUND,
    /** Nothing yet; more to look at. */
    LOOKING,
    /** There is nothing more. */
    ENDED
  }

  /** Visible events looked at to find out whether there is more after the limit. */
  private static final int PROBES_MAX = 256;

  /**
   * Further events of the boundary second that come along with a page, at most. Imports put some
   * 100,000 events in a second; a relay takes a thousand.
   */
  static final int TIES_MAX = 250_000;

  /** Ids looked up before the caller gets a chance to end the slice. */
  private static final int POINTS_AT_ONCE = 256;

  private final NostrFilter filter;
  private final Visibility visibility;
  private final long now;
  private final long snapshot;
  private final int limit;
  private final long firstSecond;
  private int left;
  private int tiesLeft;
  private boolean goesOn;
  private int probesLeft = PROBES_MAX;
  private boolean ended;
  private Completeness completeness = Completeness.UNKNOWN;
  private long lastTime;

  private final IndexKey index;
  private final IndexStream[] heap;
  private int heapSize;
  private boolean heaped;

  private final List<long[]> found = new ArrayList<>();
  private long[] points = new long[0];
  private int pointsAt;
  private boolean pointsRead;

  private long time;
  private long id;
  private long localId;
  private long lastLookedAt = -1;
  private int kind = -1;

  /**
   * Starts a scan.
   *
   * @param snapshot last change to take into account
   * @param now time in seconds at which an event may have expired
   */
  FilterScan(NostrFilter filter, Visibility visibility, long snapshot, long now) {
    this.filter = filter;
    this.visibility = visibility;
    this.snapshot = snapshot;
    this.now = now;
    limit = filter.limit() < 0 ? Integer.MAX_VALUE : filter.limit();
    firstSecond = IndexKey.inverted(filter.until());
    left = limit;
    tiesLeft = filter.wholeSeconds() ? TIES_MAX : 0;
    if (filter.matchesNothing()) {
      ended = true;
      completeness = Completeness.FINISHED;
    } else if (left == 0) {
      ended = true;
    }
    boolean byId = ended || !filter.ids().isAll();
    ScanPlan plan = byId ? new ScanPlan(IndexKey.TIME, List.of()) : ScanPlan.of(filter);
    index = plan.index();
    heap = plan.streams().toArray(IndexStream[]::new);
    pointsRead = !byId || ended;
  }

  /** The inverted created_at of the event found. */
  long time() {
    return time;
  }

  /** The first word of the id of the event found. */
  long id() {
    return id;
  }

  long localId() {
    return localId;
  }

  /** What is known of events beyond those found, once it has ended. */
  Completeness completeness() {
    return completeness;
  }

  /** Looks for the next event within one slice. */
  Step advance(ReadContext context) {
    if (ended) {
      return Step.ENDED;
    }
    if (!pointsRead && !readPoints(context)) {
      return Step.LOOKING;
    }
    if (!heaped) {
      buildHeap(context);
    }
    for (int looked = 0; looked < LOOKED_AT_MAX; looked++) {
      if (!(points.length > 0 ? nextPoint() : nextOfStreams(context))) {
        return end(Completeness.FINISHED);
      }
      if (localId == lastLookedAt) {
        continue; // an event with two of the wanted tag values is in two streams
      }
      lastLookedAt = localId;
      if (isPastFirstSecond()) {
        goesOn = true;
        left = limit;
      }
      boolean ofKind = kind < 0 || filter.kinds().contains(kind);
      boolean probing = left == 0 && !isTie();
      if (localId > snapshot
          || !ofKind && !probing
          || !context.read(localId)
          || context.event().isExpired(now)) {
        continue;
      }
      boolean matches = ofKind && filter.matches(context.event());
      if (!matches && !probing || !visibility.shows(context.event())) {
        continue;
      }
      if (matches) {
        return isWithinLimit() ? Step.FOUND : end(Completeness.MORE);
      }
      if (--probesLeft == 0) {
        return end(Completeness.UNKNOWN);
      }
    }
    return Step.LOOKING;
  }

  private Step end(Completeness known) {
    ended = true;
    completeness = known;
    return Step.ENDED;
  }

  /** Counts the event just found; after the limit, those of its last second may come along. */
  private boolean isWithinLimit() {
    if (left > 0) {
      left--;
      lastTime = time;
      return true;
    }
    return isTie() && (lastTime == firstSecond || tiesLeft-- > 0);
  }

  /** True if the limit is reached and the present entry may belong to the page all the same. */
  private boolean isTie() {
    return filter.wholeSeconds() && time == lastTime && tiesLeft > 0;
  }

  /**
   * True if a page that began in a second which alone fills it comes to older events. Whoever asks
   * until that second has had it: the page goes on with as many events as its limit says.
   */
  private boolean isPastFirstSecond() {
    return left == 0
        && !goesOn
        && filter.wholeSeconds()
        && lastTime == firstSecond
        && time != lastTime;
  }

  /** Looks up some of the ids; true when all were, and are in order. */
  private boolean readPoints(ReadContext context) {
    KeySet ids = filter.ids();
    int end = Math.min(ids.size(), pointsAt + POINTS_AT_ONCE);
    for (; pointsAt < end; pointsAt++) {
      long local = context.find(ScanPlan.id(ids, pointsAt));
      if (local >= 0) {
        long when = IndexKey.inverted(context.event().createdAt());
        found.add(new long[] {when, context.event().idWord(0), local});
      }
    }
    pointsRead = end == ids.size();
    if (pointsRead) {
      found.sort(FilterScan::compare);
      points = found.stream().flatMapToLong(Arrays::stream).toArray();
      found.clear();
      pointsAt = 0;
    }
    return pointsRead;
  }

  private static int compare(long[] left, long[] right) {
    int order = Long.compareUnsigned(left[0], right[0]);
    if (order == 0) {
      order = Long.compareUnsigned(left[1], right[1]);
    }
    return order != 0 ? order : Long.compare(left[2], right[2]);
  }

  private boolean nextPoint() {
    if (pointsAt == points.length) {
      return false;
    }
    time = points[pointsAt];
    id = points[pointsAt + 1];
    localId = points[pointsAt + 2];
    pointsAt += 3;
    return true;
  }

  private void buildHeap(ReadContext context) {
    heaped = true;
    for (IndexStream stream : heap) {
      if (stream.available(context, index, filter.since())) {
        heap[heapSize++] = stream;
      }
    }
    for (int i = heapSize / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  private boolean nextOfStreams(ReadContext context) {
    if (heapSize == 0) {
      return false;
    }
    IndexStream first = heap[0];
    time = first.time();
    id = first.id();
    localId = first.localId();
    kind = first.kind();
    first.next();
    if (!first.available(context, index, filter.since())) {
      heap[0] = heap[--heapSize];
    }
    siftDown(0);
    return true;
  }

  private void siftDown(int at) {
    IndexStream moving = heap[at];
    int child = 2 * at + 1;
    while (child < heapSize) {
      if (child + 1 < heapSize && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(moving)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = moving;
  }
}
