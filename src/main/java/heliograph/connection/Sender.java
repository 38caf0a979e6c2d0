package heliograph.connection;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages queued for one client, on one thread at a time and on none while nothing is
 * queued.
 *
 * <pre>
 *         something is queued
 *   IDLE ─────────────────────► SENDING      one thread polls the queue and sends
 *    │ ◄─────────────────────────┤
 *    │      nothing is left      │
 *    │ close                     │ close
 *    ▼                           ▼
 *   CLOSING ◄────────────────────┘           nothing is queued any more; one thread sends the rest,
 *    │                                       then the close frame
 *    │ stop, from every state: time-out, failure, the client is gone
 *    ▼
 *   CUT                                      nothing is sent any more, the queue is dropped
 *
 * SENDING ends by a compare-and-set to IDLE. If that fails, a close came meanwhile, and the thread
 * that was sending sends the close frame too. If a close finds IDLE, it starts a thread.
 * </pre>
 *
 * <p>Messages added between {@link #cork} and {@link #uncork} are sent in one write. The cork is
 * ignored for close frames, above 64 KiB, and after 5 ms, since corks of several threads overlap.
 * The thread that finds the queue idle starts a virtual thread; the thread that has read a client's
 * messages may send their answers itself ({@link #flushOnThisThread}). Only few threads do so at
 * once, because a send may block. Thread-safe.
 */
final class Sender {
  private static final Logger LOG = System.getLogger(Sender.class.getName());

  /**
   * The number of unsent bytes above which a cork is ignored, because a full buffer is worth a
   * write.
   */
  private static final int CORKED_BYTES_MAX = 65_536;

  private static final long CORKED_NANOS_MAX = Duration.ofMillis(5).toNanos();
  private static final long SLOW_NANOS = Duration.ofMillis(50).toNanos();

  /** The number of messages that a reading thread sends before it leaves the rest to another. */
  private static final int DIRECT_MAX = 1_024;

  /** Receives the fate of the queued messages. */
  interface Owner {
    /** Called when a message was sent, or its sending failed. */
    void sent(Queued.Message message);

    /** Called when a pong was sent. */
    void pongSent();

    /** Called when a message is dropped. */
    void dropped(Queued.Message message);

    /** Called when the transport has failed; the owner then drops the client. */
    void failed();
  }

  private enum State {
    IDLE,
    SENDING,
    CLOSING,
    CUT
  }

  private final Transport transport;
  private final Executor threads;
  private final Semaphore directSends;
  private final LongSupplier nanoTime;
  private final Backlog backlog;
  private final Owner owner;

  private final ConcurrentLinkedQueue<Queued> queue = new ConcurrentLinkedQueue<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /** The frame to send in CLOSING; set once, before that state is. */
  private final AtomicReference<@Nullable CloseFrame> closeFrame = new AtomicReference<>();

  private final AtomicInteger corks = new AtomicInteger();

  /** The earliest time at which the oldest corked message was added, in nanoseconds. */
  private volatile long corkedSince;

  /** Set once a direct send took long: other threads send this client's answers from then on. */
  private volatile boolean sendsSlowly;

  /**
   * Creates an idle sender.
   *
   * @param threads starts a virtual thread for each task
   * @param directSends bounds the threads that send their client's answers themselves
   * @param backlog the backlog of the queue, for the bound on corked bytes
   */
  Sender(
      Transport transport,
      Executor threads,
      Semaphore directSends,
      LongSupplier nanoTime,
      Backlog backlog,
      Owner owner) {
    this.transport = transport;
    this.threads = threads;
    this.directSends = directSends;
    this.nanoTime = nanoTime;
    this.backlog = backlog;
    this.owner = owner;
  }

  /** Returns true if no message may be queued any more. */
  boolean isClosing() {
    State now = state.get();
    return now == State.CLOSING || now == State.CUT;
  }

  /** Queues a message; the caller has checked {@link #isClosing}. */
  void add(Queued queued) {
    queue.add(queued);
    if (state.get() == State.CUT) {
      drop(); // it came too late, and no thread sends any more
    } else {
      start();
    }
  }

  private void drop() {
    for (Queued next = queue.poll(); next != null; next = queue.poll()) {
      if (next instanceof Queued.Message message) {
        owner.dropped(message);
      }
    }
  }

  void cork() {
    if (corks.getAndIncrement() == 0) {
      corkedSince = nanoTime.getAsLong();
    }
  }

  void uncork() {
    corks.decrementAndGet();
    if (!queue.isEmpty()) {
      start(); // unless there is another cork
    }
  }

  /** Ends a cork of the thread that has read the client's messages, and may send the answers. */
  void flushOnThisThread() {
    if (corks.decrementAndGet() > 0 || queue.isEmpty() || state.get() != State.IDLE) {
      return;
    }
    if (sendsSlowly || !directSends.tryAcquire()) {
      start();
      return;
    }
    try {
      if (state.compareAndSet(State.IDLE, State.SENDING)) {
        long began = nanoTime.getAsLong();
        send(DIRECT_MAX);
        sendsSlowly = nanoTime.getAsLong() - began > SLOW_NANOS;
      }
    } finally {
      directSends.release();
    }
    if (!queue.isEmpty()) {
      start();
    }
  }

  private boolean isCorked() {
    return corks.get() > 0
        && backlog.total() < CORKED_BYTES_MAX
        && nanoTime.getAsLong() - corkedSince < CORKED_NANOS_MAX;
  }

  private void start() {
    if (state.get() == State.IDLE
        && !isCorked()
        && state.compareAndSet(State.IDLE, State.SENDING)) {
      corkedSince = nanoTime.getAsLong();
      try {
        threads.execute(this::sendAll);
      } catch (RuntimeException | Error e) {
        state.compareAndSet(State.SENDING, State.IDLE);
        throw e;
      }
    }
  }

  /**
   * Sends or drops the queued messages, then sends a close frame.
   *
   * @return false if a close or a cut came before this one
   */
  boolean close(CloseFrame frame, boolean dropsQueued) {
    if (isClosing() || !closeFrame.compareAndSet(null, frame)) {
      return false;
    }
    State before = state.getAndUpdate(now -> now == State.CUT ? State.CUT : State.CLOSING);
    if (before == State.CUT) {
      return false;
    }
    if (dropsQueued) {
      drop();
    }
    if (before == State.IDLE) {
      threads.execute(this::sendAll);
    }
    return true;
  }

  /** Stops sending and drops the queued messages; the owner cuts the transport. */
  void stop() {
    state.set(State.CUT);
    drop();
  }

  private void sendAll() {
    do {
      send(Integer.MAX_VALUE);
    } while (!queue.isEmpty() && state.compareAndSet(State.IDLE, State.SENDING));
  }

  /** Sends up to {@code max} messages and leaves SENDING; the close frame, if a close came. */
  private void send(int max) {
    boolean left = false;
    try {
      sendQueued(max);
      left = true;
      if (!state.compareAndSet(State.SENDING, State.IDLE) && state.get() == State.CLOSING) {
        if (max == DIRECT_MAX) {
          threads.execute(this::sendAll); // a close may block, and a reading thread must not
        } else {
          sendClose();
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "send failed fault={0}", String.valueOf(e));
      owner.failed();
    } finally {
      if (!left) {
        state.compareAndSet(State.SENDING, State.IDLE);
      }
    }
  }

  private void sendClose() throws IOException {
    sendQueued(Integer.MAX_VALUE);
    CloseFrame frame = Objects.requireNonNull(closeFrame.get());
    transport.close(frame.code(), frame.reason());
    if (frame.last()) {
      transport.cut();
    }
  }

  private void sendQueued(int max) throws IOException {
    int left = max;
    for (Queued next = queue.poll(); next != null; next = --left > 0 ? queue.poll() : null) {
      switch (next) {
        case Queued.Message message -> {
          try {
            transport.send(message.message());
          } finally {
            owner.sent(message);
          }
        }
        case Queued.Ping ping -> transport.ping();
        case Queued.Pong(var payload) -> {
          transport.pong(payload);
          owner.pongSent();
        }
      }
    }
    transport.flush();
  }
}
