package heliograph.connection;

import heliograph.config.Limits;
import heliograph.connection.Queued.Backlog;
import heliograph.protocol.RelayMessage;
import heliograph.subscription.Outlet;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
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
 *   live     new events       too long for a second (LiveBacklog): the client is closed with 1008
 *   replies  OK, EOSE, …      over 4 MiB likewise: it asks faster than it reads
 *
 * One thread sends, and only while there is something to send: whoever finds the queue idle starts a
 * virtual one. The transport is used by that thread alone, so no send overlaps. What is added
 * between hold() and release() goes out together, but neither a full buffer nor a farewell waits, nor
 * anything for long: holds of several threads overlap, and a client may write without a pause. The thread that has read a client's messages sends
 * their answers itself (answer()), as long as few do, for a send may block.
 *
 * All queues together are bounded by ClientBudgets: stored results and replies by their bytes, live
 * events once for all receivers, and each place in a queue. Whoever is found to hold most is closed
 * as too slow.
 *
 * Closing: what is unsent is dropped or sent first, then the farewell goes through the same thread.
 * A client that does not read even that within GOODBYE is cut off, which frees a blocked sender.
 * </pre>
 *
 * <p>Thread-safe.
 */
final class OutboundQueue implements Outlet {
  private static final Logger LOG = System.getLogger(OutboundQueue.class.getName());
  private static final int TOO_SLOW = 1008;
  private static final String TOO_SLOW_REASON = "Cannot keep up with event stream";
  private static final Duration GOODBYE = Duration.ofSeconds(3);

  /** Unsent bytes that are sent though they are held, for a full buffer is worth a write. */
  private static final int HELD_BYTES_MAX = 65_536;

  private static final long HELD_NANOS_MAX = Duration.ofMillis(5).toNanos();
  private static final long SLOW_NANOS = Duration.ofMillis(50).toNanos();

  /** Messages a reading thread sends before it leaves the rest to another. */
  private static final int DIRECT_MAX = 1_024;

  private final Transport transport;
  private final Charges charges;
  private final SlowClients slow;
  private final Executor senders;
  private final Semaphore directSends;
  private final LongSupplier nanoTime;
  private final UnsentBytes unsent;

  private final ConcurrentLinkedQueue<Queued> queue = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Runnable> paused = new ConcurrentLinkedQueue<>();
  private final AtomicInteger holds = new AtomicInteger();

  /** When the oldest of what is held may have been added, in nanoseconds. */
  private volatile long heldSince;

  /** Set once a direct send took long: this client's answers are left to another from then on. */
  private volatile boolean sendsSlowly;

  private final AtomicBoolean sending = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();

  /** What ends the client when it holds too much of what all share. */
  private volatile Runnable eviction = this::abandon;

  /** Set when nothing that is queued will be sent any more. */
  private volatile boolean transportEnded;

  /**
   * Makes an empty queue.
   *
   * @param budgets what all queues may hold together
   * @param address of the client, for its share of them
   * @param directSends bounds the threads that send their client's answers themselves
   */
  OutboundQueue(
      Transport transport,
      Executor senders,
      Semaphore directSends,
      Limits limits,
      ClientBudgets budgets,
      InetAddress address,
      LongSupplier nanoTime) {
    this.transport = transport;
    charges = new Charges(budgets, address, this::overflow);
    slow = budgets.slow();
    this.nanoTime = nanoTime;
    this.senders = senders;
    this.directSends = directSends;
    unsent = new UnsentBytes(limits, nanoTime);
  }

  @Override
  public void stored(RelayMessage message) {
    add(message, Backlog.STORED);
  }

  @Override
  public void live(RelayMessage.Event message) {
    add(message, Backlog.LIVE);
    check();
  }

  /** Looks whether the client has fallen behind for too long, though nothing new is for it. */
  void check() {
    if (unsent.live().isTooLong(charges.isScarce())) {
      overflow(unsent.live().bytes());
    }
  }

  @Override
  public void reply(RelayMessage message) {
    add(message, Backlog.REPLY);
    checkReplies();
  }

  private void checkReplies() {
    if (unsent.hasTooManyReplies()) {
      overflow(unsent.replies());
    }
  }

  private void add(RelayMessage message, Backlog backlog) {
    if (closing.get()) {
      return;
    }
    Queued.Message queued = new Queued.Message(message, backlog, UnsentBytes.of(message));
    unsent.add(queued);
    charges.charge(queued);
    if (closing.get()) { // by now, for this may have been too much
      charges.discharge(queued);
      return;
    }
    queue.add(queued);
    if (transportEnded) {
      drop(); // it came too late, and nobody sends any more
    } else {
      startSending();
    }
  }

  @Override
  public void keep(RelayMessage.Event message) {
    charges.keep(message);
  }

  @Override
  public void letGo(RelayMessage.Event message) {
    charges.letGo(message);
  }

  @Override
  public boolean isScarce() {
    return charges.isScarce();
  }

  /** Forgets everything unsent. */
  private void drop() {
    for (Queued next = queue.poll(); next != null; next = queue.poll()) {
      if (next instanceof Queued.Message message) {
        charges.discharge(message);
      }
    }
  }

  @Override
  public boolean isBehind() {
    return unsent.live().isBehind() && !closing.get();
  }

  @Override
  public boolean isFull() {
    return !closing.get() && unsent.isFull();
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
      slow.note(bytes);
      drop();
      farewell(new Queued.Farewell(TOO_SLOW, TOO_SLOW_REASON, false));
    }
  }

  /** Says how the client is to be ended when it holds too much of what all share. */
  void whenEvicted(Runnable end) {
    eviction = end;
  }

  @Override
  public void evict() {
    senders.execute(eviction);
  }

  void ping() {
    if (!closing.get()) {
      queue.add(new Queued.Ping());
      startSending();
    }
  }

  void pong(byte[] payload) {
    if (!closing.get()) {
      queue.add(new Queued.Pong(payload));
      startSending();
      unsent.addPong();
      checkReplies();
    }
  }

  /** Closes once everything queued so far is sent; nothing is taken any more. */
  void closeAfterSending(int code, String reason) {
    if (closing.compareAndSet(false, true)) {
      farewell(new Queued.Farewell(code, reason, false));
    }
  }

  /** The client has closed: it is answered with its own code, or has answered ours. */
  void closedByClient(int code) {
    if (closing.compareAndSet(false, true)) {
      farewell(new Queued.Farewell(code, "", true));
    } else {
      senders.execute(this::abandon);
    }
  }

  private void farewell(Queued.Farewell farewell) {
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
    end();
  }

  private void end() {
    transportEnded = true;
    drop();
    charges.close();
    transport.cut();
  }

  /** Runs what may block, like the end of a connection, on a thread of its own. */
  void later(Runnable task) {
    senders.execute(task);
  }

  /** Drops everything and ends without a word; may block as long as a send does. */
  void abandon() {
    closing.set(true);
    end();
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
    if (sendsSlowly || closing.get() || !directSends.tryAcquire()) {
      startSending();
      return;
    }
    try {
      if (sending.compareAndSet(false, true)) {
        long began = nanoTime.getAsLong();
        sendOnce(DIRECT_MAX);
        sendsSlowly = nanoTime.getAsLong() - began > SLOW_NANOS;
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
        && unsent.total() < HELD_BYTES_MAX
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
    for (Queued next = queue.poll(); next != null; next = --left > 0 ? queue.poll() : null) {
      switch (next) {
        case Queued.Message message -> {
          try {
            transport.send(message.message());
          } finally {
            charges.discharge(message);
            sent(message);
          }
        }
        case Queued.Ping ping -> transport.ping();
        case Queued.Pong(var payload) -> {
          transport.pong(payload);
          unsent.pongSent();
        }
        case Queued.Farewell(int code, String reason, boolean last) -> {
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

  private void sent(Queued.Message message) {
    unsent.sent(message);
    if (message.backlog() == Backlog.STORED && unsent.isHalfSent() && !paused.isEmpty()) {
      resumePaused();
    }
  }
}
