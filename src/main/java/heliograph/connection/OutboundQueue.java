package heliograph.connection;

import heliograph.config.Limits;
import heliograph.protocol.RelayMessage;
import heliograph.subscription.Outlet;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Unsent messages of one client.
 *
 * <pre>
 * Three kinds of backlog, each bounded in its own way:
 *   stored   query results    the scan pauses at storedBytesMax and resumes at half of it
 *   live     new events       over liveBytesMax the client is closed with 1008
 *   replies  OK, EOSE, …      over REPLY_BYTES_MAX likewise: it asks faster than it reads
 *
 * One virtual thread sends, and exists only while there is something to send: whoever finds the
 * queue idle starts it. The blocking remote is used by that thread alone, so no send overlaps.
 * </pre>
 *
 * <p>Thread-safe.
 */
final class OutboundQueue implements Outlet {
  private static final Logger LOG = System.getLogger(OutboundQueue.class.getName());
  private static final int REPLY_BYTES_MAX = 4 << 20;
  private static final int TOO_SLOW = 1008;
  private static final String TOO_SLOW_REASON = "Cannot keep up with event stream";

  private enum Backlog {
    STORED,
    LIVE,
    REPLY
  }

  private record Queued(RelayMessage message, Backlog backlog, int bytes) {}

  /** What ends the queue, behind everything queued before. */
  private record Farewell(int code, String reason) {}

  private final Transport transport;
  private final Executor senders;
  private final int storedBytesMax;
  private final int liveBytesMax;

  /** Messages ({@code Queued}), pings ({@code this}) and at most one {@code Farewell}. */
  private final ConcurrentLinkedQueue<Object> queue = new ConcurrentLinkedQueue<>();

  private final ConcurrentLinkedQueue<Runnable> paused = new ConcurrentLinkedQueue<>();
  private final AtomicInteger storedBytes = new AtomicInteger();
  private final AtomicInteger liveBytes = new AtomicInteger();
  private final AtomicInteger replyBytes = new AtomicInteger();
  private final AtomicBoolean sending = new AtomicBoolean();
  private volatile boolean closed;

  OutboundQueue(Transport transport, Executor senders, Limits limits) {
    this.transport = transport;
    this.senders = senders;
    storedBytesMax = limits.storedBytesMax();
    liveBytesMax = limits.liveBytesMax();
  }

  @Override
  public void stored(RelayMessage message) {
    add(message, Backlog.STORED, storedBytes);
  }

  @Override
  public void live(RelayMessage.Event message) {
    long backlog = add(message, Backlog.LIVE, liveBytes);
    if (backlog > liveBytesMax) {
      overflow(backlog);
    }
  }

  @Override
  public void reply(RelayMessage message) {
    long backlog = add(message, Backlog.REPLY, replyBytes);
    if (backlog > REPLY_BYTES_MAX) {
      overflow(backlog);
    }
  }

  private long add(RelayMessage message, Backlog backlog, AtomicInteger counter) {
    if (closed) {
      return 0;
    }
    int bytes = message instanceof RelayMessage.Event event ? event.json().length() + 32 : 128;
    int total = counter.addAndGet(bytes);
    queue.add(new Queued(message, backlog, bytes));
    startSending();
    return total;
  }

  @Override
  public boolean isFull() {
    return !closed && storedBytes.get() >= storedBytesMax;
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
    if (!closed) {
      LOG.log(
          Level.WARNING,
          "websocket_backpressure bufferedAmount="
              + bytes
              + " Client cannot keep up, dropping subscription");
      closeAtOnce(TOO_SLOW, TOO_SLOW_REASON);
    }
  }

  /** Drops everything unsent and closes. */
  void closeAtOnce(int code, String reason) {
    abandon();
    senders.execute(() -> transport.close(code, reason));
  }

  void ping() {
    if (!closed) {
      queue.add(this);
      startSending();
    }
  }

  /** Closes once everything queued so far is sent. */
  void closeAfterSending(int code, String reason) {
    if (!closed) {
      queue.add(new Farewell(code, reason));
      startSending();
    }
  }

  /** Drops everything unsent; nothing is sent any more. */
  void abandon() {
    closed = true;
    queue.clear();
    resumePaused();
  }

  private void startSending() {
    if (!sending.get() && sending.compareAndSet(false, true)) {
      try {
        senders.execute(this::sendAll);
      } catch (RuntimeException e) {
        sending.set(false);
        throw e;
      }
    }
  }

  private void sendAll() {
    do {
      try {
        sendQueued();
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.DEBUG, "send failed fault={0}", String.valueOf(e));
        abandon();
        transport.close(1011, "send failed");
      } finally {
        sending.set(false);
      }
    } while (!queue.isEmpty() && sending.compareAndSet(false, true));
  }

  private void sendQueued() throws IOException {
    for (Object next = queue.poll(); next != null; next = queue.poll()) {
      switch (next) {
        case Queued queued -> {
          transport.send(queued.message.text());
          sent(queued);
        }
        case Farewell(int code, String reason) -> {
          abandon();
          transport.close(code, reason);
        }
        default -> transport.ping();
      }
    }
  }

  private void sent(Queued queued) {
    switch (queued.backlog) {
      case LIVE -> liveBytes.addAndGet(-queued.bytes);
      case REPLY -> replyBytes.addAndGet(-queued.bytes);
      case STORED -> {
        int left = storedBytes.addAndGet(-queued.bytes);
        if (left <= storedBytesMax / 2 && !paused.isEmpty()) {
          resumePaused();
        }
      }
    }
  }
}
