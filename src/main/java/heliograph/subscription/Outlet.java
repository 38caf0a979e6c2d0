package heliograph.subscription;

import heliograph.protocol.RelayMessage;

/** Where a subscription's messages go: the outbound queue of one client. Thread-safe. */
public interface Outlet {

  /** Adds a message of a stored scan; never refused, but see {@link #isFull}. */
  void stored(RelayMessage message);

  /** Adds a live event; a client whose live backlog grows too long is closed. */
  void live(RelayMessage.Event message);

  /** Counts a live event that a subscription keeps back, until {@link #letGo}. */
  default void keep(RelayMessage.Event message) {}

  /** Ends what {@link #keep} began. */
  default void letGo(RelayMessage.Event message) {}

  /**
   * Returns true if the unsent live events of all clients take so much room that more had better
   * wait.
   */
  default boolean isScarce() {
    return false;
  }

  /** Adds an answer. */
  void reply(RelayMessage message);

  /**
   * Keeps back what is added until {@link #uncork}, so that it goes out together; a long backlog is
   * sent all the same. Calls nest.
   */
  void cork();

  /** Ends one {@link #cork}. */
  void uncork();

  /** Returns true if so many live events are unsent that more of them had better wait a moment. */
  boolean isBehind();

  /** Returns true if a scan should pause: too much of its result is unsent. */
  boolean isFull();

  /** Runs {@code resume} once, when the outlet is no longer full; at once if it is not. */
  void whenDrained(Runnable resume);

  /** Returns true if nothing is taken any more: the client is gone, or goes. */
  boolean isClosed();

  /**
   * Ends a client that holds most of something scarce, soon and on another thread; asked by whoever
   * needs room, with no lock held.
   */
  default void evict() {}

  /** Gives up on a client whose events wait for too long. */
  void overflow(long bytes);
}
