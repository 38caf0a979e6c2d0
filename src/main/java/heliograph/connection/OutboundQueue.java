package heliograph.connection;

import heliograph.config.Limits;
import heliograph.protocol.RelayMessage;
import heliograph.subscription.Outlet;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Unsent messages of one client.
 *
 * <pre>
 * Three kinds of backlog, each bounded in its own way:
 *   stored   query results    the scan pauses at storedBytesMax and resumes at half of it
 *   live     new events       over liveBytesMax for OVER_TIME, or over liveBytesAtOnceMax,
 *                             the client is closed with 1008
 *   replies  OK, EOSE, …      over REPLY_BYTES_MAX likewise: it asks faster than it reads
 *
 * One thread sends, and only while there is something to send: whoever finds the queue idle starts a
 * virtual one. The transport is used by that thread alone, so no send overlaps. What is added
 * between hold() and release() goes out together, but neither a full buffer nor a farewell waits, nor
 * anything for long: holds of several threads overlap, and a client may write without a pause. The thread that has read a client's messages sends
 * their answers itself (answer()), as long as few do, for a send may block.
 *
 * A commit hands out up to a batch of events in one go, far more than liveBytesMax, and a client
 * that reads has them within milliseconds: hence the time. Events are shared by all receivers, so
 * a long queue of references is not a large one in bytes.
 *
 * Closing: what is unsent is dropped or sent first, then the farewell goes through the same thread.
 * A client that does not read even that within GOODBYE is cut off, which frees a blocked sender.
 * </pre>
 *
 * <p>Thread-safe.
 */
final class OutboundQueue implements Outlet {
  private static final Logger LOG = System.getLogger(OutboundQueue.class.getName());
  private static final int REPLY_BYTES_MAX = 4 << 20;
  private static final int REPLY_BYTES = 128;
  private static final int TOO_SLOW = 1008;
  private static final String TOO_SLOW_REASON = "Cannot keep up with event stream";
  private static final Duration GOODBYE = Duration.ofSeconds(3);
  private static final long OVER_TIME_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int BEHIND_FACTOR = 2;

  /** Unsent bytes that are sent though they are held, for a full buffer is worth a write. */
  private static final int HELD_BYTES_MAX = 65_536;

  private static final long HELD_NANOS_MAX = Duration.ofMillis(5).toNanos();
  private static final long SLOW_NANOS = Duration.ofMillis(50).toNanos();

  /** Messages a reading thread sends before it leaves the rest to another. */
  private static final int DIRECT_MAX = 1_024;

  private enum Backlog {
    STORED,
    LIVE,
    REPLY
  }

  private sealed interface Item {}

  private record Message(RelayMessage message, Backlog backlog, int bytes) implements Item {}

  private record Ping() implements Item {}

  @SuppressWarnings("ArrayRecordComponent") // handed on once
  private record Pong(byte[] payload) implements Item {}

  /** Ends the queue, behind everything before it; {@code last} when the client has said it too. */
  private record Farewell(int code, String reason, boolean last) implements Item {}

  private final Transport transport;
  private final Executor senders;
  private final Semaphore directSends;
  private final LongSupplier nanoTime;
  private final int storedBytesMax;
  private final int liveBytesMax;
  private final int liveBytesAtOnceMax;

  private final ConcurrentLinkedQueue<Item> queue = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Runnable> paused = new ConcurrentLinkedQueue<>();
  private final AtomicInteger storedBytes = new AtomicInteger();
  private final AtomicInteger liveBytes = new AtomicInteger();
  private final AtomicInteger replyBytes = new AtomicInteger();

  /** When the live backlog came to be too long, in nanoseconds; 0 while it is not. */
  private volatile long liveOverSince;

  private final AtomicInteger holds = new AtomicInteger();

  /** When the oldest of what is held may have been added, in nanoseconds. */
  private volatile long heldSince;

  /** Set once a direct send took long: this client's answers are left to another from then on. */
  private volatile boolean slow;

  private final AtomicBoolean sending = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();

  /**
   * Makes an empty queue.
   *
   * @param directSends bounds the threads that send their client's answers themselves
   */
  OutboundQueue(
      Transport transport,
      Executor senders,
      Semaphore directSends,
      Limits limits,
      LongSupplier nanoTime) {
    this.transport = transport;
    this.nanoTime = nanoTime;
    this.senders = senders;
    this.directSends = directSends;
    storedBytesMax = limits.storedBytesMax();
    liveBytesMax = limits.liveBytesMax();
    liveBytesAtOnceMax = limits.liveBytesAtOnceMax();
  }

  @Override
  public void stored(RelayMessage message) {
    add(message, Backlog.STORED, storedBytes);
  }

  @Override
  public void live(RelayMessage.Event message) {
    checkLive(add(message, Backlog.LIVE, liveBytes));
  }

  private void checkLive(long backlog) {
    if (backlog <= liveBytesMax) {
      return;
    }
    long now = nanoTime.getAsLong();
    long since = liveOverSince;
    if (since == 0) {
      liveOverSince = now;
    } else if (now - since > OVER_TIME_NANOS || backlog > liveBytesAtOnceMax) {
      overflow(backlog);
    }
  }

  /** Looks whether the client has fallen behind for too long, though nothing new is for it. */
  void check() {
    checkLive(liveBytes.get());
  }

  @Override
  public void reply(RelayMessage message) {
    long backlog = add(message, Backlog.REPLY, replyBytes);
    if (backlog > REPLY_BYTES_MAX) {
      overflow(backlog);
    }
  }

  private long add(RelayMessage message, Backlog backlog, AtomicInteger counter) {
    if (closing.get()) {
      return 0;
    }
    int bytes =
        switch (message) {
          case RelayMessage.Event(var id, var json) -> json.length() + 32;
          case RelayMessage.NegMsg(var id, var answer) -> 2 * answer.length + 32;
          default -> REPLY_BYTES + message.echoed();
        };
    int total = counter.addAndGet(bytes);
    queue.add(new Message(message, backlog, bytes));
    startSending();
    return total;
  }

  @Override
  public boolean isBehind() {
    return liveBytes.get() > BEHIND_FACTOR * liveBytesMax && !closing.get();
  }

  @Override
  public boolean isFull() {
    return !closing.get() && storedBytes.get() >= storedBytesMax;
  }

  @Override
  public boolean isClosed() {
    return closing.get();
  }

  @Override
  public void whenDrained(Runnable resume) {
    paused.add(resume);
    if (!isFull()) {
      resumePaused();
    }
  }

  private void resumePaused() {
    for (Runnable resume = paused.poll(); resume != null; resume = paused.poll()) {
      resume.run();
    }
  }

  @Override
  public void overflow(long bytes) {
    if (closing.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "websocket_backpressure bufferedAmount="
              + bytes
              + " Client cannot keep up, dropping subscription");
      queue.clear();
      farewell(new Farewell(TOO_SLOW, TOO_SLOW_REASON, false));
    }
  }

  void ping() {
    if (!closing.get()) {
      queue.add(new Ping());
      startSending();
    }
  }

  void pong(byte[] payload) {
    if (!closing.get()) {
      queue.add(new Pong(payload));
      startSending();
      if (replyBytes.addAndGet(REPLY_BYTES) > REPLY_BYTES_MAX) {
        overflow(replyBytes.get());
      }
    }
  }

  /** Closes once everything queued so far is sent; nothing is taken any more. */
  void closeAfterSending(int code, String reason) {
    if (closing.compareAndSet(false, true)) {
      farewell(new Farewell(code, reason, false));
    }
  }

  /** The client has closed: it is answered with its own code, or has answered ours. */
  void closedByClient(int code) {
    if (closing.compareAndSet(false, true)) {
      farewell(new Farewell(code, "", true));
    } else {
      senders.execute(this::abandon);
    }
  }

  private void farewell(Farewell farewell) {
    queue.add(farewell);
    startSending();
    senders.execute(this::resumePaused); // the caller may hold what a resumed query asks for
    senders.execute(this::cutWhenPatienceEnds);
  }

  private void cutWhenPatienceEnds() {
    try {
      Thread.sleep(GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.clear();
    transport.cut();
  }

  /** Runs what may block, like the end of a connection, on a thread of its own. */
  void later(Runnable task) {
    senders.execute(task);
  }

  /** Drops everything and ends without a word; may block as long as a send does. */
  void abandon() {
    closing.set(true);
    queue.clear();
    transport.cut();
    resumePaused();
  }

  @Override
  public void hold() {
    if (holds.getAndIncrement() == 0) {
      heldSince = nanoTime.getAsLong();
    }
  }

  @Override
  public void release() {
    holds.decrementAndGet();
    if (!queue.isEmpty()) {
      startSending(); // unless another holds; and then only for a while, however they overlap
    }
  }

  /** Ends a hold of the thread that has read the client's messages, and may send the answers. */
  void answer() {
    if (holds.decrementAndGet() > 0 || queue.isEmpty() || sending.get()) {
      return;
    }
    if (slow || closing.get() || !directSends.tryAcquire()) {
      startSending();
      return;
    }
    try {
      if (sending.compareAndSet(false, true)) {
        long began = nanoTime.getAsLong();
        sendOnce(DIRECT_MAX);
        slow = nanoTime.getAsLong() - began > SLOW_NANOS;
      }
    } finally {
      directSends.release();
    }
    if (!queue.isEmpty()) {
      startSending();
    }
  }

  private boolean isHeld() {
    return holds.get() > 0
        && !closing.get()
        && storedBytes.get() + liveBytes.get() + replyBytes.get() < HELD_BYTES_MAX
        && nanoTime.getAsLong() - heldSince < HELD_NANOS_MAX;
  }

  private void startSending() {
    if (!sending.get() && !isHeld() && sending.compareAndSet(false, true)) {
      heldSince = nanoTime.getAsLong();
      try {
        senders.execute(this::sendAll);
      } catch (RuntimeException | Error e) {
        sending.set(false);
        throw e;
      }
    }
  }

  private void sendAll() {
    do {
      sendOnce(Integer.MAX_VALUE);
    } while (!queue.isEmpty() && sending.compareAndSet(false, true));
  }

  private void sendOnce(int max) {
    try {
      sendQueued(max);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "send failed fault={0}", String.valueOf(e));
      abandon();
    } finally {
      sending.set(false);
    }
  }

  private void sendQueued(int max) throws IOException {
    int left = max;
    for (Item next = queue.poll(); next != null; next = --left > 0 ? queue.poll() : null) {
      switch (next) {
        case Message message -> {
          transport.send(message.message);
          sent(message);
        }
        case Ping ping -> transport.ping();
        case Pong(var payload) -> {
          transport.pong(payload);
          replyBytes.addAndGet(-REPLY_BYTES);
        }
        case Farewell(int code, String reason, boolean last) -> {
          transport.flush();
          transport.close(code, reason);
          if (last) {
            transport.cut();
          }
        }
      }
    }
    transport.flush();
  }

  private void sent(Message message) {
    switch (message.backlog) {
      case LIVE -> {
        if (liveBytes.addAndGet(-message.bytes) <= liveBytesMax && liveOverSince != 0) {
          liveOverSince = 0;
        }
      }
      case REPLY -> replyBytes.addAndGet(-message.bytes);
      case STORED -> {
        int left = storedBytes.addAndGet(-message.bytes);
        if (left <= storedBytesMax / 2 && !paused.isEmpty()) {
          resumePaused();
        }
      }
    }
  }
}
