package heliograph.connection;

import heliograph.config.Limits;
import heliograph.protocol.RelayMessage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The number of bytes of one client's unsent messages, in three parts with a budget each.
 *
 * <pre>
 * stored    query results    full at storedBytesMax: the scan pauses, and resumes at half of it
 * live      new events       over for a second, or over at once (LiveBacklog): the client is too slow
 * replies   OK, EOSE, …      over 4 MiB: the client asks faster than it reads
 * </pre>
 *
 * <p>Thread-safe.
 */
final class Backlog {
  private static final int REPLIES_MAX = 4 << 20;

  /** The bytes counted for a reply, besides the part of the client's message that it repeats. */
  private static final int REPLY = 128;

  private final int storedMax;
  private final AtomicInteger stored = new AtomicInteger();
  private final AtomicInteger replies = new AtomicInteger();
  private final LiveBacklog live;

  Backlog(Limits limits, LongSupplier nanoTime) {
    storedMax = limits.storedBytesMax();
    live = new LiveBacklog(limits, nanoTime);
  }

  /** Returns the bytes counted for a message. */
  static int of(RelayMessage message) {
    return switch (message) {
      case RelayMessage.Event(var id, var json) -> json.length() + 32;
      case RelayMessage.NegMsg(var id, var answer) -> 2 * answer.length + 32;
      default -> REPLY + message.echoed();
    };
  }

  void add(Queued.Message message) {
    switch (message.part()) {
      case STORED -> stored.addAndGet(message.bytes());
      case LIVE -> live.add(message.bytes());
      case REPLY -> replies.addAndGet(message.bytes());
    }
  }

  void sent(Queued.Message message) {
    switch (message.part()) {
      case STORED -> stored.addAndGet(-message.bytes());
      case LIVE -> live.sent(message.bytes());
      case REPLY -> replies.addAndGet(-message.bytes());
    }
  }

  void addPong() {
    replies.addAndGet(REPLY);
  }

  void pongSent() {
    replies.addAndGet(-REPLY);
  }

  /**
   * Returns true if the client is too slow for live events.
   *
   * @param scarce whether the budget for live events of all clients is scarce
   */
  boolean isLiveOver(boolean scarce) {
    return live.isTooLong(scarce);
  }

  int live() {
    return live.bytes();
  }

  /** Returns true if further live events should wait a moment for the client. */
  boolean isBehind() {
    return live.isBehind();
  }

  /** Returns true if the client asks faster than it reads. */
  boolean isRepliesOver() {
    return replies.get() > REPLIES_MAX;
  }

  int replies() {
    return replies.get();
  }

  /** Returns true if queries should pause. */
  boolean isFull() {
    return stored.get() >= storedMax;
  }

  /** Returns true if queries that have paused may go on. */
  boolean isHalfSent() {
    return stored.get() <= storedMax / 2;
  }

  int total() {
    return stored.get() + live.bytes() + replies.get();
  }
}
