package heliograph.store;

import java.time.Duration;
import java.util.List;

/**
 * All changes of the store in order, written in the transaction that made them. Consumers keep
 * their own cursor; a slow one reads from disk and delays no other. Thread-safe.
 */
public interface ChangeFeed {

  /** Returns the newest committed change; 0 if there has never been one. */
  long lastSeq();

  /**
   * Returns the changes after a cursor, waiting for the first.
   *
   * @param after the consumer's cursor: the last change it has handled
   * @param max most entries wanted
   * @param patience how long to wait
   * @return entries in order, fewer where events are large, empty if none came within {@code
   *     patience}
   */
  List<FeedEntry> take(long after, int max, Duration patience) throws InterruptedException;
}
