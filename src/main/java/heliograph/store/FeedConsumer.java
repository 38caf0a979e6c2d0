package heliograph.store;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A consumer of the change feed that a {@link FeedFollower} keeps up to date. It keeps its own
 * cursor. All methods but {@link #position} run on the follower's thread.
 */
public interface FeedConsumer {
  /**
   * Prepares to continue from its cursor. Called first, and again after each fault.
   *
   * @return false if it cannot continue yet; the follower calls again
   */
  boolean begin() throws InterruptedException;

  /** Returns the last change applied; 0 if there is none, −1 while it is not known. */
  long position();

  /**
   * Returns whether everything must be rebuilt, because the feed cannot be followed from the
   * position.
   */
  default boolean needsRebuild(long newest) {
    return position() > newest; // the cursor is of another store
  }

  /** Applies changes, the first of which follows the position; the last is the new position. */
  void apply(List<FeedEntry> changes);

  /**
   * Rebuilds everything from the store. The position is {@code newest} afterwards.
   *
   * @param stopping when it turns true, the work ends with a {@link
   *     java.util.concurrent.CancellationException}
   */
  void rebuild(long newest, BooleanSupplier stopping);

  /**
   * Called after each read of the feed, with or without changes.
   *
   * @param busy whether the store changes so fast that publishers need the processor
   */
  default void settle(boolean busy) {}

  /** Handles a fault; returns how long to wait before {@link #begin} is called again. */
  Duration failed(Throwable fault);

  /** Called last, if no fault has come since {@link #begin}. */
  default void end() {}
}
