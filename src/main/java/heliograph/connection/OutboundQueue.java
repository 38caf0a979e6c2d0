package heliograph.connection;

import heliograph.config.Limits;
import heliograph.connection.Queued.Part;
import heliograph.protocol.RelayMessage;
import heliograph.subscription.Outlet;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * The unsent messages of one client.
 *
 * <p>{@link Backlog} bounds them by their bytes, in three parts, and {@link Sender} sends them. All
 * queues together are bounded by {@link ClientBudgets}: stored results and replies by their bytes,
 * live events once for all receivers, and each place in a queue. The client that holds most is
 * closed as too slow.
 *
 * <p>A close drops the unsent messages or sends them first, then sends the close frame. A client
 * that does not read that within {@link #CLOSE_TIMEOUT} is cut off, which frees a blocked sender.
 * Thread-safe.
 */
final class OutboundQueue implements Outlet {
  private static final int TOO_SLOW = 1008;
  private static final String TOO_SLOW_REASON = "Cannot keep up with event stream";
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Transport transport;
  private final Charges charges;
  private final SlowClients slow;
  private final Executor threads;
  private final Backlog backlog;
  private final Sender sender;
  private final ConcurrentLinkedQueue<Runnable> paused = new ConcurrentLinkedQueue<>();

  /** Closes the client when it holds too much of a budget of all clients. */
  private volatile Runnable eviction = this::abandon;

  /**
   * Creates an empty queue.
   *
   * @param threads starts a virtual thread for each task
   * @param directSends bounds the threads that send their client's answers themselves
   * @param budgets the limits of what all queues together hold
   * @param address the address of the client, for its share of the budgets
   */
  OutboundQueue(
      Transport transport,
      Executor threads,
      Semaphore directSends,
      Limits limits,
      ClientBudgets budgets,
      InetAddress address,
      LongSupplier nanoTime) {
    this.transport = transport;
    this.threads = threads;
    charges = new Charges(budgets, address, this::overflow);
    slow = budgets.slow();
    backlog = new Backlog(limits, nanoTime);
    sender = new Sender(transport, threads, directSends, nanoTime, backlog, new Accounting());
  }

  /** Removes messages that the sender has sent or dropped from the accounts. */
  private final class Accounting implements Sender.Owner {
    @Override
    public void sent(Queued.Message message) {
      charges.discharge(message);
      backlog.sent(message);
      if (message.part() == Part.STORED && backlog.isHalfSent() && !paused.isEmpty()) {
        resumePaused();
      }
    }

    @Override
    public void pongSent() {
      backlog.pongSent();
    }

    @Override
    public void dropped(Queued.Message message) {
      charges.discharge(message);
    }

    @Override
    public void failed() {
      abandon();
    }
  }

  @Override
  public void stored(RelayMessage message) {
    add(message, Part.STORED);
  }

  @Override
  public void live(RelayMessage.Event message) {
    add(message, Part.LIVE);
    check();
  }

  /** Checks whether the client has been behind for too long; called when no new event is for it. */
  void check() {
    if (backlog.isLiveOver(charges.isScarce())) {
      overflow(backlog.live());
    }
  }

  @Override
  public void reply(RelayMessage message) {
    add(message, Part.REPLY);
    checkReplies();
  }

  private void checkReplies() {
    if (backlog.isRepliesOver()) {
      overflow(backlog.replies());
    }
  }

  private void add(RelayMessage message, Part part) {
    if (sender.isClosing()) {
      return;
    }
    Queued.Message queued = new Queued.Message(message, part, Backlog.of(message));
    backlog.add(queued);
    charges.charge(queued);
    if (sender.isClosing()) { // checked again, because this message may have been too much
      charges.discharge(queued);
    } else {
      sender.add(queued);
    }
  }

  @Override
  public void hold(RelayMessage.Event message) {
    charges.hold(message);
  }

  @Override
  public void release(RelayMessage.Event message) {
    charges.release(message);
  }

  @Override
  public boolean isScarce() {
    return charges.isScarce();
  }

  @Override
  public boolean isBehind() {
    return backlog.isBehind() && !sender.isClosing();
  }

  @Override
  public boolean isFull() {
    return !sender.isClosing() && backlog.isFull();
  }

  @Override
  public boolean isClosed() {
    return sender.isClosing();
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
    if (close(new CloseFrame(TOO_SLOW, TOO_SLOW_REASON, false), true)) {
      slow.note(bytes);
    }
  }

  /** Sets the task that closes the client when it holds too much of a budget of all clients. */
  void whenEvicted(Runnable end) {
    eviction = end;
  }

  @Override
  public void evict() {
    threads.execute(eviction);
  }

  void ping() {
    if (!sender.isClosing()) {
      sender.add(new Queued.Ping());
    }
  }

  void pong(byte[] payload) {
    if (!sender.isClosing()) {
      backlog.addPong();
      sender.add(new Queued.Pong(payload));
      checkReplies();
    }
  }

  /** Closes the connection once everything queued so far is sent; no further message is taken. */
  void closeAfterSending(int code, String reason) {
    close(new CloseFrame(code, reason, false), false);
  }

  /** Answers the client's close frame with its own code, or ends a close that the relay began. */
  void closedByClient(int code) {
    if (!close(new CloseFrame(code, "", true), false)) {
      threads.execute(this::abandon);
    }
  }

  private boolean close(CloseFrame frame, boolean dropsQueued) {
    boolean first = sender.close(frame, dropsQueued);
    if (first) {
      // on another thread, because the caller may hold a lock that a resumed query needs
      threads.execute(this::resumePaused);
      threads.execute(this::cutAfterTimeout);
    }
    return first;
  }

  private void cutAfterTimeout() {
    try {
      Thread.sleep(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cut();
  }

  private void cut() {
    sender.stop();
    charges.close();
    transport.cut();
  }

  /** Runs a task that may block, like the end of a connection, on a new thread. */
  void later(Runnable task) {
    threads.execute(task);
  }

  /**
   * Drops all messages and ends the connection without a close frame; may block as long as a send
   * does.
   */
  void abandon() {
    cut();
    resumePaused();
  }

  @Override
  public void cork() {
    sender.cork();
  }

  @Override
  public void uncork() {
    sender.uncork();
  }

  /** Ends a cork of the thread that has read the client's messages, and may send the answers. */
  void flushOnThisThread() {
    sender.flushOnThisThread();
  }
}
