package heliograph.analytics;

import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.store.FeedEntry;
import heliograph.store.FeedEntry.Cause;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Determines when the changes of a part of the feed happened, by one rule for published, imported
 * and copied events. The feed has no times, so a change happened between the time up to which
 * everything had been read before ({@code from}) and now ({@code until}).
 *
 * <ul>
 *   <li>A put counts when its event was created, no later than now; but an event that was created
 *       up to a day before {@code from} counts at {@code from}: it has arrived since.
 *   <li>A put of an event that has been removed, whose created_at is not known, counts like the put
 *       before it in this part, otherwise like the put after it.
 *   <li>The removal of a replaced version counts like the version that follows; removals right
 *       after a request to delete or to vanish count like that request.
 *   <li>Any other removal counts now or, while the whole feed is read for the first time, like the
 *       put before it.
 * </ul>
 *
 * Confined to one thread.
 */
final class ChangeTimes {
  /** The age from which arriving events are history: copied, imported or published late. */
  private static final long HISTORY_MILLIS = Duration.ofDays(1).toMillis();

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final long from;
  private final long until;

  /**
   * Creates the rule for changes between two times.
   *
   * @param from the time at which everything before had been read, in milliseconds since 1970; 0 if
   *     nothing had
   * @param until the current time, in milliseconds since 1970
   */
  ChangeTimes(long from, long until) {
    this.from = Math.min(from, until);
    this.until = until;
  }

  /**
   * Returns the time of each change, in milliseconds since 1970.
   *
   * @param before the time of the last put of the part before, if this one continues it; otherwise
   *     negative
   */
  long[] of(List<FeedEntry> changes, long before) {
    long[] times = new long[changes.size()];
    Arrays.fill(times, UNKNOWN);
    putsAndDeletions(changes, times);
    goneEvents(changes, times, before < 0 ? UNKNOWN : before);
    removals(changes, times, before < 0 ? UNKNOWN : before);
    return times;
  }

  private void putsAndDeletions(List<FeedEntry> changes, long[] times) {
    long request = UNKNOWN;
    for (int i = 0; i < times.length; i++) {
      switch (changes.get(i)) {
        case FeedEntry.Put(var number, var event) -> {
          times[i] = time(event);
          boolean removes =
              event.kind() == Kinds.DELETION || event.kind() == Kinds.REQUEST_TO_VANISH;
          request = removes ? times[i] : UNKNOWN;
        }
        case FeedEntry.PutSinceRemoved gone -> request = UNKNOWN;
        case FeedEntry.Removed removed -> {
          if (removed.cause() == Cause.DELETED || removed.cause() == Cause.VANISHED) {
            times[i] = request;
          }
        }
      }
    }
  }

  private long time(NostrEvent event) {
    long seconds = Math.clamp(event.createdAt(), 0, until / 1_000);
    long created = 1_000 * seconds;
    return created < from - HISTORY_MILLIS ? created : Math.clamp(created, from, until);
  }

  /** Sets the times of events of which only id, author and kind are left. */
  private void goneEvents(List<FeedEntry> changes, long[] times, long before) {
    long last = before;
    for (int i = 0; i < times.length; i++) {
      switch (changes.get(i)) {
        case FeedEntry.Put put -> last = times[i];
        case FeedEntry.PutSinceRemoved gone -> times[i] = last;
        case FeedEntry.Removed removed -> {}
      }
    }
    long next = until;
    for (int i = times.length - 1; i >= 0; i--) {
      if (!(changes.get(i) instanceof FeedEntry.Removed)) {
        if (times[i] == UNKNOWN) {
          times[i] = next;
        }
        next = times[i];
      }
    }
  }

  private void removals(List<FeedEntry> changes, long[] times, long before) {
    long next = UNKNOWN;
    for (int i = times.length - 1; i >= 0; i--) {
      if (changes.get(i) instanceof FeedEntry.Removed removed) {
        if (removed.cause() == Cause.REPLACED) {
          times[i] = next;
        }
      } else {
        next = times[i];
      }
    }
    long last = before;
    for (int i = 0; i < times.length; i++) {
      if (!(changes.get(i) instanceof FeedEntry.Removed)) {
        last = times[i];
      } else if (times[i] == UNKNOWN) {
        times[i] = last != UNKNOWN && last >= from ? last : until;
      }
    }
  }
}
