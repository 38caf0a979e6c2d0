package heliograph.store;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What is kept up to date with the store by a {@link FeedFollower}, with a cursor of its own. All
 * methods but {@link #position} run on the follower's thread.
 */
public interface FeedConsumer {
  /**
   * Gets ready to go on from the cursor it has kept. Called first, and again after each fault.
   *
   * @return false if it cannot yet; the follower asks again
   */
  boolean begin() throws InterruptedException;

  /** Returns the last change that is applied; 0 for none, −1 before it is known. */
  long position();

  /** Returns whether everything must be made anew, as following from the position leads nowhere. */
  default boolean needsRebuild(long newest) {
    return position() > newest; // a cursor of another store
  }

  /** Applies changes, the first of which follows the position; the last is the new position. */
  void apply(List<FeedEntry> changes);

  /**
   * Makes everything anew from the store. The position is {@code newest} afterwards.
   *
   * @param stopping when it turns true, the work ends with a {@link
   *     java.util.concurrent.CancellationException}
   */
  void rebuild(long newest, BooleanSupplier stopping);

  /**
   * Called after each look at the feed, whether or not it brought changes.
   *
   * @param busy true while the store changes so fast that publishers need the machine
   */
  default void settle(boolean busy) {}

  /** Handles a fault; returns how long to wait before {@link #begin} is called again. */
  Duration failed(Throwable fault);

  /** Called last, if no fault has come since {@link #begin}. */
  default void end() {}
}
