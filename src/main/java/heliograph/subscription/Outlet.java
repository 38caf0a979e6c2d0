package heliograph.subscription;

import heliograph.protocol.RelayMessage;

/** The destination of a subscription's messages: the outbound queue of one client. Thread-safe. */
public interface Outlet {

  /** Adds a message of a stored scan. It is never refused; {@link #isFull} tells when to pause. */
  void stored(RelayMessage message);

  /** Adds a live event; a client whose live backlog grows too long is closed. */
  void live(RelayMessage.Event message);

  /** Counts a live event that a subscription holds back, until {@link #release}. */
  default void hold(RelayMessage.Event message) {}

  /** Ends what {@link #hold} began. */
  default void release(RelayMessage.Event message) {}

  /**
   * Returns true if the unsent live events of all clients take so many bytes that further events
   * should wait.
   */
  default boolean isScarce() {
    return false;
  }

  /** Adds an answer. */
  void reply(RelayMessage message);

  /**
   * Holds back messages until {@link #uncork}, so that they are sent together; a long backlog is
   * sent anyway. Calls nest.
   */
  void cork();

  /** Ends one {@link #cork}. */
  void uncork();

  /** Returns true if so many live events are unsent that further ones should wait a moment. */
  boolean isBehind();

  /** Returns true if a scan should pause: too much of its result is unsent. */
  boolean isFull();

  /** Runs {@code resume} once, when the outlet is no longer full; at once if it is not. */
  void whenDrained(Runnable resume);

  /**
   * Returns true if no message is taken any more: the client has disconnected, or is being closed.
   */
  boolean isClosed();

  /**
   * Closes a client that holds most of something scarce, soon and on another thread. Called by the
   * thread that needs room, which holds no lock.
   */
  default void evict() {}

  /** Closes a client whose events have waited for too long. */
  void overflow(long bytes);
}
