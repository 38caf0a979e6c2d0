package heliograph.subscription;

import heliograph.event.KindClass;
import heliograph.event.NostrEvent;
import heliograph.event.Seconds;
import heliograph.protocol.EventJson;
import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import heliograph.worker.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The live thread: follows the change feed from its end and hands each stored event to the
 * subscriptions it matches. Its cursor is only in memory, because no client was connected before
 * the relay started. If it falls behind, the feed is read from disk and no publisher waits.
 *
 * <p>A commit brings up to two thousand events at once, which is more than a client may have
 * unsent. While a receiver is behind, the thread pauses after every few events: honest readers
 * catch up, and one that does not read slows the others by no more than a fraction before it is
 * closed.
 *
 * <p>Ephemeral events are in no feed; {@link EphemeralFanout} delivers them. Thread-safe.
 */
final class LiveFanout implements Worker.Role {
  private static final Logger LOG = System.getLogger(LiveFanout.class.getName());
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /** The number of changes handed out before receivers are checked for being behind. */
  private static final int ENTRIES_MAX = 64;

  /** Pause after 64 changes while any receiver is behind. */
  private static final long SLOW_RECEIVER_PAUSE = Duration.ofMillis(2).toNanos();

  private final ChangeFeed feed;
  private final LiveFilterIndex index;
  private final Clock clock;
  private volatile long cursor;

  /** The maximum number of pauses before an event while unsent events are many. */
  private static final int PAUSES_MAX = 50;

  /** Set when a receiver of an event is behind. */
  private volatile boolean behind;

  LiveFanout(ChangeFeed feed, LiveFilterIndex index, Clock clock) {
    this.feed = feed;
    this.index = index;
    this.clock = clock;
    cursor = feed.lastSeq();
  }

  /** Returns the number of changes not yet handed out. */
  long lag() {
    return Math.max(0, feed.lastSeq() - cursor);
  }

  @Override
  public void step(Worker worker) throws InterruptedException {
    for (FeedEntry entry : feed.take(cursor, ENTRIES_MAX, PATIENCE)) {
      cursor = entry.seq(); // set before the delivery, so that a fault does not repeat for ever
      if (entry instanceof FeedEntry.Put(var seq, var event)) {
        deliver(seq, event);
      }
    }
    if (behind) {
      behind = false;
      LockSupport.parkNanos(SLOW_RECEIVER_PAUSE);
    }
  }

  @Override
  public void failed(Worker worker, Throwable fault) {
    LOG.log(Level.ERROR, "live fault cursor=" + cursor, fault);
  }

  /** Hands an event to all subscriptions it matches; returns how many there are. */
  int deliver(NostrEvent event) {
    return deliver(Subscription.UNSTORED, event);
  }

  private int deliver(long seq, NostrEvent event) {
    List<Subscription> matching = index.matching(event);
    boolean expired =
        event.kindClass() != KindClass.EPHEMERAL && event.packed().isExpired(Seconds.now(clock));
    if (matching.isEmpty() || expired) {
      return 0;
    }
    awaitRoom(seq, matching.getFirst().outlet());
    int delivered = 0;
    EventJson json = new EventJson(event.json()); // one for all receivers
    for (Subscription subscription : matching) {
      if (subscription.visibility().shows(event.packed())) {
        subscription.live(seq, json);
        delivered++;
        if (subscription.outlet().isBehind()) {
          behind = true;
        }
      }
    }
    return delivered;
  }

  /**
   * Waits, for a bounded time, while the unsent events of all receivers take much of their budget.
   */
  private static void awaitRoom(long seq, Outlet any) {
    for (int i = 0; seq != Subscription.UNSTORED && i < PAUSES_MAX && any.isScarce(); i++) {
      LockSupport.parkNanos(SLOW_RECEIVER_PAUSE);
    }
  }
}
