package heliograph.connection;

import heliograph.config.Limits;
import heliograph.protocol.RelayMessage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Bytes of one client's unsent messages, by backlog. Thread-safe. */
final class UnsentBytes {
  private static final int REPLIES_MAX = 4 << 20;

  /** A reply counts as so many bytes, and what it echoes of the client's message on top. */
  private static final int REPLY = 128;

  private final int storedMax;
  private final AtomicInteger stored = new AtomicInteger();
  private final AtomicInteger replies = new AtomicInteger();
  private final LiveBacklog live;

  UnsentBytes(Limits limits, LongSupplier nanoTime) {
    storedMax = limits.storedBytesMax();
    live = new LiveBacklog(limits, nanoTime);
  }

  /** What a message counts with. */
  static int of(RelayMessage message) {
    return switch (message) {
      case RelayMessage.Event(var id, var json) -> json.length() + 32;
      case RelayMessage.NegMsg(var id, var answer) -> 2 * answer.length + 32;
      default -> REPLY + message.echoed();
    };
  }

  void add(Queued.Message message) {
    switch (message.backlog()) {
      case STORED -> stored.addAndGet(message.bytes());
      case LIVE -> live.add(message.bytes());
      case REPLY -> replies.addAndGet(message.bytes());
    }
  }

  void sent(Queued.Message message) {
    switch (message.backlog()) {
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

  LiveBacklog live() {
    return live;
  }

  int replies() {
    return replies.get();
  }

  /** True if the client asks faster than it reads. */
  boolean hasTooManyReplies() {
    return replies.get() > REPLIES_MAX;
  }

  /** True if queries had better pause. */
  boolean isFull() {
    return stored.get() >= storedMax;
  }

  /** True if queries that have paused may go on. */
  boolean isHalfSent() {
    return stored.get() <= storedMax / 2;
  }

  int total() {
    return stored.get() + live.bytes() + replies.get();
  }
}
