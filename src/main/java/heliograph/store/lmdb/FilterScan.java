package heliograph.store.lmdb;

import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.store.EventScan.Completeness;
import heliograph.store.layout.IndexKey;

/**
 * The events of one filter in order, up to its limit: {@link Candidates}, each confirmed on its
 * record. {@link #advance} finds the next event; the position is kept between slices.
 *
 * <p>Events that the client may not see are skipped as if they were not stored: they count neither
 * towards the limit nor towards the work after which {@link #completeness} is unknown, so that no
 * answer depends on them.
 */
final class FilterScan {
  /** The number of entries read without a match before the caller may end the slice. */
  static final int LOOKED_AT_MAX = 64;

  /** The result of {@link #advance}. */
  enum Step {
    /** An event was found; the context's flyweight points at it. */
    FOUND,
    /** No event was found so far; there are more candidates. */
    LOOKING,
    /** There are no more events. */
    ENDED
  }

  /**
   * The maximum number of visible events read to find out whether there are more after the limit.
   */
  private static final int PROBES_MAX = 256;

  /**
   * The maximum number of further events of its last second that a page includes. Imports put some
   * 100,000 events in a second; a relay takes a thousand.
   */
  static final int TIES_MAX = 250_000;

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

  private final Candidates candidates;
  private long lastLookedAt = -1;

  /**
   * Starts a scan.
   *
   * @param snapshot last change to take into account
   * @param now the current time in seconds, for expirations
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
    candidates =
        ended || !filter.ids().isAll()
            ? new PointCandidates(filter.ids())
            : new StreamCandidates(
                filter, event -> !event.isExpired(now) && visibility.shows(event));
  }

  /** Returns the inverted created_at of the event found. */
  long time() {
    return candidates.time;
  }

  /** Returns the first word of the id of the event found. */
  long id() {
    return candidates.id;
  }

  long localId() {
    return candidates.localId;
  }

  /** Returns what is known of events beyond those found, once it has ended. */
  Completeness completeness() {
    return completeness;
  }

  /** Looks for the next event within one slice. */
  Step advance(ReadContext context) {
    if (ended) {
      return Step.ENDED;
    }
    if (!candidates.prepare(context)) {
      return Step.LOOKING;
    }
    for (int looked = 0; looked < LOOKED_AT_MAX; looked++) {
      if (!candidates.next(context)) {
        return end(Completeness.FINISHED);
      }
      long localId = candidates.localId;
      int kind = candidates.kind;
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

  /**
   * Counts the event just found; returns true if it belongs to the page: within the limit, or in
   * the second of the last one.
   */
  private boolean isWithinLimit() {
    if (left > 0) {
      left--;
      lastTime = candidates.time;
      return true;
    }
    return isTie() && (lastTime == firstSecond || tiesLeft-- > 0);
  }

  /** Returns true if the limit is reached and the current entry may still belong to the page. */
  private boolean isTie() {
    return filter.wholeSeconds() && candidates.time == lastTime && tiesLeft > 0;
  }

  /**
   * Returns true if a page that began in a second which fills it alone reaches older events. A
   * client that asks until that second has its events already, so the page continues with as many
   * events as its limit.
   */
  private boolean isPastFirstSecond() {
    return left == 0
        && !goesOn
        && filter.wholeSeconds()
        && lastTime == firstSecond
        && candidates.time != lastTime;
  }
}
