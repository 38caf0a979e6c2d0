package heliograph.store;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A store of events. Thread-safe. */
public interface EventStore extends AutoCloseable {

  /** Takes the result of a write, on the writer's thread; must return at once. */
  @FunctionalInterface
  interface Completion {
    void completed(StoreResult result);

    /** Called when every event of the same commit has been completed. */
    default void released() {}
  }

  /**
   * Queues an event to be written; its id and signature have been checked. Waits while the writer's
   * queue is full. The completion is called exactly once, after the commit.
   *
   * @throws StoreException if the store is closing or short of disk
   */
  void write(NostrEvent event, Completion completion);

  /** Returns true if no event is taken until the disk has more free space; reading continues. */
  default boolean isShortOfDisk() {
    return false;
  }

  /** Returns true if the disk has no free space left, so that not even removals can be written. */
  default boolean isDiskFull() {
    return false;
  }

  /**
   * Removes events and waits for the commit. The events may be stored again later.
   *
   * @return the number of them that were stored
   * @throws StoreException if the store is closing or cannot write
   */
  int remove(List<EventId> ids);

  /** Returns true if this very event is stored. */
  boolean contains(EventId id);

  /**
   * Returns a stored event, unless it has expired.
   *
   * @param upTo last change to take into account: later events are not found
   */
  Optional<NostrEvent> find(EventId id, long upTo);

  /**
   * Starts a query for stored events; nothing is read yet.
   *
   * @param filters the filters, each with the limit to apply
   * @param visibility the events that the client may see; limits count only those
   */
  EventScan scan(List<NostrFilter> filters, Visibility visibility);

  /**
   * Scans as of a change.
   *
   * @param upTo returns the last change to take into account; called once, when the query begins
   */
  EventScan scan(List<NostrFilter> filters, Visibility visibility, LongSupplier upTo);

  /**
   * Returns what {@link #scan} would count for {@code filter}, from a maintained counter, in
   * microseconds; empty when there is none or when time alone may change the number (NIP-40).
   */
  Optional<StoredCount> count(NostrFilter filter);

  /**
   * Asks for a counter for {@code filter}. Does nothing if there is one, if the filter is none of
   * NIP-45's common ones or if there are too many; a later large count asks again.
   *
   * @param ready receives the counting to be done, on the writer's thread; must return at once
   */
  void maintain(NostrFilter filter, Consumer<CounterWalk> ready);

  /** Returns the feed of changes. */
  ChangeFeed feed();

  /** Returns the replaced versions of events, as far as they are kept. */
  VersionHistory history();

  /** Returns the current figures of the store. */
  StoreStatistics statistics();

  /** Stops accepting events, writes those queued and closes. */
  @Override
  void close();
}
