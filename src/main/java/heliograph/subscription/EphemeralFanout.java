package heliograph.subscription;

import heliograph.event.NostrEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * The ephemeral thread: hands ephemeral events to the subscriptions they match, in the order in
 * which the verifiers handed them over, and tells how many there were. What matching costs so holds
 * up no event that is to be stored.
 *
 * <p>What waits is bounded in bytes; beyond, events are refused and their senders told. When the
 * relay stops, what still waits is told that nobody listens. Thread-safe.
 */
final class EphemeralFanout implements Runnable {
  private static final Logger LOG = System.getLogger(EphemeralFanout.class.getName());

  /** Bytes of events that may wait. */
  static final long BYTES_MAX = 16 << 20;

  /** What an event holds beside its bytes. */
  private static final int OVERHEAD = 300;

  private record Waiting(NostrEvent event, IntConsumer delivered) {
    private long bytes() {
      return (long) OVERHEAD + event.packed().buffer().limit();
    }
  }

  private final LiveFanout fanout;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean closing;

  EphemeralFanout(LiveFanout fanout) {
    this.fanout = fanout;
  }

  /** Events that wait. */
  int size() {
    return queue.size();
  }

  /** Queues an event; false if there is no room. */
  boolean offer(NostrEvent event, IntConsumer delivered) {
    Waiting waiting = new Waiting(event, delivered);
    if (closing || bytes.addAndGet(waiting.bytes()) > BYTES_MAX) {
      bytes.addAndGet(closing ? 0 : -waiting.bytes());
      return false;
    }
    queue.add(waiting);
    if (closing && queue.remove(waiting)) {
      return false;
    }
    return true;
  }

  void finish() {
    closing = true;
  }

  @Override
  public void run() {
    while (!closing) {
      try {
        Waiting next = queue.poll(200, TimeUnit.MILLISECONDS);
        if (next != null) {
          bytes.addAndGet(-next.bytes());
          tell(next, deliver(next.event));
        }
      } catch (InterruptedException e) {
        closing = true;
      }
    }
    for (Waiting late = queue.poll(); late != null; late = queue.poll()) {
      tell(late, 0);
    }
  }

  private int deliver(NostrEvent event) {
    try {
      return fanout.deliver(event);
    } catch (RuntimeException
        | Error e) { // the next ones are delivered, also when memory was short
      LOG.log(Level.ERROR, "live fault event=" + event.id(), e);
      return 0;
    }
  }

  private static void tell(Waiting event, int listeners) {
    try {
      event.delivered.accept(listeners);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "reply failed event=" + event.event.id(), e);
    }
  }
}
