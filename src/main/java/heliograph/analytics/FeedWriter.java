package heliograph.analytics;

import heliograph.database.Database;
import heliograph.database.DatabaseException;
import heliograph.store.ChangeFeed;
import heliograph.store.EventWalk;
import heliograph.store.FeedConsumer;
import heliograph.store.FeedEntry;
import heliograph.store.FeedFollower;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Writes the changes of the feed, up to a thousand in a transaction that also moves the cursor.
 * However the relay or the database ends, nothing is lost or written twice: it continues from the
 * cursor in the database. If the feed does not reach back to the cursor, lists and sums are rebuilt
 * from the store ({@link ListRebuild}).
 *
 * <p>Fed by a {@link FeedFollower}.
 */
final class FeedWriter implements FeedConsumer {
  private static final Logger LOG = System.getLogger(FeedWriter.class.getName());
  static final String CONSUMER = "feed";
  private static final Duration DATABASE_PATIENCE = Duration.ofMillis(200);

  /** The number of changes behind from which the tables are marked as incomplete. */
  private static final long BEHIND = 10_000;

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER_FAULT = Duration.ofSeconds(10);

  private final ChangeFeed feed;
  private final EventWalk store;
  private final Database database;
  private final UUID relayId;
  private final int monthsToKeep;
  private final Clock clock;
  private final Offsets offsets;
  private volatile Offsets.Place place = Offsets.Place.UNREAD;
  private volatile long target;
  private long lastPut = -1;

  /**
   * Creates a writer, which reads nothing before its follower begins.
   *
   * @param monthsToKeep the number of months whose rows are written
   */
  FeedWriter(
      ChangeFeed feed,
      EventWalk store,
      Database database,
      UUID relayId,
      int monthsToKeep,
      Clock clock) {
    this.feed = feed;
    this.store = store;
    this.database = database;
    this.relayId = relayId;
    this.monthsToKeep = monthsToKeep;
    this.clock = clock;
    offsets = new Offsets(CONSUMER, relayId);
  }

  /**
   * Returns how fast it is fed.
   *
   * @param lagMax the number of changes that it may fall behind in favour of publishers, far less
   *     than the feed keeps
   */
  static FeedFollower.Pace pace(long lagMax) {
    return new FeedFollower.Pace(1_000, Duration.ofMillis(500), lagMax);
  }

  @Override
  public boolean begin() throws InterruptedException {
    if (!database.awaitUp(DATABASE_PATIENCE)) {
      return false;
    }
    Offsets.Place found = database.onPrimary("feed cursor", offsets::read);
    long newest = feed.lastSeq();
    if (found.seq() != newest) {
      aim(newest);
    }
    place = found;
    lastPut = -1;
    return true;
  }

  /** Returns whether the tables have all events that the store held when the reading began. */
  boolean isComplete() {
    long written = place.seq();
    return written >= 0 && written >= target;
  }

  /** Marks the tables as incomplete until change {@code newest} is written. */
  private void aim(long newest) {
    database.onPrimary(
        "feed target",
        sql -> {
          offsets.incomplete(sql);
          return newest;
        });
    target = newest;
  }

  @Override
  public long position() {
    return place.seq();
  }

  @Override
  public void apply(List<FeedEntry> changes) {
    Offsets.Place before = place;
    long now = clock.millis();
    long oldest =
        clock
            .instant()
            .atOffset(ZoneOffset.UTC)
            .minusMonths(monthsToKeep)
            .toInstant()
            .toEpochMilli();
    long newest = feed.lastSeq();
    if (before.seq() >= target && newest - before.seq() > BEHIND) {
      aim(newest);
    }
    FeedBatch batch = new FeedBatch(relayId, before.readAt(), now, oldest, lastPut);
    batch.take(changes);
    long readAt = batch.seq() >= newest ? now : before.readAt();
    database.onPrimary(
        "feed batch",
        sql -> {
          Offsets.withoutWaiting(sql);
          batch.write(sql);
          offsets.move(sql, before.seq(), batch.seq(), readAt, batch.seq() >= target);
          return batch.seq();
        });
    lastPut = batch.seq() >= newest ? -1 : batch.lastPut();
    place = new Offsets.Place(batch.seq(), readAt, true);
  }

  @Override
  public void rebuild(long newest, BooleanSupplier stopping) {
    aim(newest);
    LOG.log(Level.INFO, "rebuilding lists and sums of statistics, up to change " + newest);
    new ListRebuild(database, offsets, relayId, clock, stopping).run(store, place, newest);
    place = database.onPrimary("feed cursor", offsets::read);
  }

  @Override
  public Duration failed(Throwable fault) {
    if (fault instanceof CancellationException) {
      LOG.log(Level.INFO, "rebuilding the lists was interrupted; it begins again next time");
      return Duration.ZERO;
    }
    if (fault instanceof DatabaseException) {
      LOG.log(Level.WARNING, "statistics stay at change " + position() + ": " + fault.getMessage());
      return RETRY;
    }
    LOG.log(Level.ERROR, "statistics stay at change " + position(), fault);
    return RETRY_AFTER_FAULT;
  }
}
