package heliograph.analytics;

import heliograph.database.Database;
import heliograph.database.DatabaseException;
import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * Writes what the change feed says, up to a thousand changes in a transaction that moves the
 * cursor, too. However it ends, and whenever the database goes, nothing is lost or written twice:
 * it goes on from the cursor it finds.
 *
 * <p>Publishing comes first: while the store changes very fast it waits, and lags by so many
 * changes at most. Where the feed does not reach back to the cursor, lists and sums are made anew
 * from the store ({@link ListRebuild}). Run it on one thread; {@link #finish} and {@link #lag} may
 * be called from any.
 */
final class FeedWriter implements Runnable {
  private static final Logger LOG = System.getLogger(FeedWriter.class.getName());
  static final String CONSUMER = "feed";
  private static final int BATCH_MAX = 1_000;
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration GATHER = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** The store is busy if it changes so often in such a time. */
  private static final int BUSY_CHANGES = 1_000;

  private static final Duration WINDOW = Duration.ofMillis(500);

  private final ChangeFeed feed;
  private final EventWalk store;
  private final Database database;
  private final UUID appId;
  private final int monthsToKeep;
  private final long lagMax;
  private final Clock clock;
  private final Offsets offsets;
  private volatile boolean finished;
  private volatile long position = -1;
  private long windowBegan;
  private long windowSeq;
  private boolean busy;

  /**
   * Reads nothing before it is run.
   *
   * @param monthsToKeep rows of before are not written
   * @param lagMax changes to fall behind for the sake of publishers: far less than the feed keeps
   */
  FeedWriter(
      ChangeFeed feed,
      EventWalk store,
      Database database,
      UUID appId,
      int monthsToKeep,
      long lagMax,
      Clock clock) {
    this.feed = feed;
    this.store = store;
    this.database = database;
    this.appId = appId;
    this.monthsToKeep = monthsToKeep;
    this.lagMax = lagMax;
    this.clock = clock;
    offsets = new Offsets(CONSUMER, appId);
  }

  /** Follows the feed until {@link #finish}. */
  @Override
  public void run() {
    try {
      while (!finished) {
        try {
          if (database.awaitUp(PATIENCE)) {
            follow();
          }
        } catch (CancellationException e) {
          LOG.log(Level.INFO, "making the lists anew was cut short; it begins again next time");
        } catch (DatabaseException e) {
          LOG.log(Level.WARNING, "statistics stay at change " + position + ": " + e.getMessage());
          rest(RETRY);
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "statistics stay at change " + position, e);
          rest(RETRY.multipliedBy(10));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rest(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!finished && System.nanoTime() < end) {
      Thread.sleep(50);
    }
  }

  private void follow() throws InterruptedException {
    Offsets.Place place = database.write("feed cursor", offsets::read);
    position = place.seq();
    if (place.seq() > feed.lastSeq()) {
      place = rebuild(place); // of a store that was here before
    }
    while (!finished) {
      List<FeedEntry> entries = feed.take(place.seq(), BATCH_MAX, PATIENCE);
      if (!entries.isEmpty()) {
        boolean reachesBack = entries.getFirst().seq() == place.seq() + 1;
        place = reachesBack ? write(place, entries) : rebuild(place);
        position = place.seq();
      }
      pace(entries.size());
    }
  }

  private Offsets.Place write(Offsets.Place place, List<FeedEntry> entries) {
    long now = clock.millis();
    long oldest =
        clock
            .instant()
            .atOffset(ZoneOffset.UTC)
            .minusMonths(monthsToKeep)
            .toInstant()
            .toEpochMilli();
    long newest = feed.lastSeq();
    FeedBatch batch = new FeedBatch(appId, place.readAt(), now, oldest);
    batch.take(entries);
    long readAt = batch.seq() >= newest ? now : place.readAt();
    database.write(
        "feed batch",
        connection -> {
          Offsets.withoutWaiting(connection);
          batch.write(connection);
          offsets.move(connection, place.seq(), batch.seq(), readAt);
          return batch.seq();
        });
    return new Offsets.Place(batch.seq(), readAt, true);
  }

  private Offsets.Place rebuild(Offsets.Place place) {
    long seq = feed.lastSeq();
    LOG.log(Level.INFO, "making lists and sums of statistics anew, up to change " + seq);
    new ListRebuild(database, offsets, appId, clock, () -> finished).run(store, place, seq);
    return database.write("feed cursor", offsets::read);
  }

  /** Waits for more changes, longer while publishers need the machine. */
  private void pace(int taken) throws InterruptedException {
    long now = System.nanoTime();
    if (now - windowBegan >= WINDOW.toNanos()) {
      long newest = feed.lastSeq();
      busy = windowBegan != 0 && newest - windowSeq >= BUSY_CHANGES;
      windowBegan = now;
      windowSeq = newest;
    }
    if (busy && lag() < lagMax) {
      TimeUnit.NANOSECONDS.sleep(WINDOW.toNanos() / 2);
    } else if (taken < BATCH_MAX) {
      TimeUnit.NANOSECONDS.sleep(GATHER.toNanos());
    }
  }

  /** Asks {@link #run} to return after the batch at hand. */
  void finish() {
    finished = true;
  }

  /** Changes of the store that are not counted yet; −1 before the first look. */
  long lag() {
    return position < 0 ? -1 : Math.max(0, feed.lastSeq() - position);
  }
}
