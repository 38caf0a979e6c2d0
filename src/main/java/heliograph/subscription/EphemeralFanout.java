package heliograph.subscription;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.event.NostrEvent;
import heliograph.policy.AddressLanes;
import heliograph.policy.ByteBudget;
import heliograph.worker.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The ephemeral thread: hands ephemeral events to the subscriptions they match and reports how many
 * there were. What matching costs so holds up no event that is to be stored. Addresses take turns;
 * what one address sends keeps the order in which the verifiers handed it over.
 *
 * <p>What waits is bounded in bytes, and shared by addresses as {@link AddressLanes} says; beyond,
 * events are refused and their senders told. When the relay stops, what still waits is told that
 * nobody listens. Thread-safe.
 */
final class EphemeralFanout implements Worker.Role {
  private static final Logger LOG = System.getLogger(EphemeralFanout.class.getName());

  /** Reported instead of a number of listeners when the event is refused after all. */
  static final int REFUSED = -1;

  /** Bytes of events that may wait. */
  static final long BYTES_MAX = 16 << 20;

  private static final int EVENTS_MAX = 65_536;

  private record Waiting(InetAddress from, NostrEvent event, IntConsumer delivered) {}

  private static final AddressLanes.Measure<Waiting> MEASURE =
      new AddressLanes.Measure<>() {
        @Override
        public InetAddress from(Waiting waiting) {
          return waiting.from;
        }

        @Override
        public int bytes(Waiting waiting) {
          return waiting.event.packed().buffer().limit();
        }
      };

  private final LiveFanout fanout;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();

  @GuardedBy("lock")
  private final AddressLanes<Waiting> lanes;

  private volatile boolean closing;

  /**
   * Makes an empty queue.
   *
   * @param shares what an address may hold of it once half is in use
   */
  EphemeralFanout(LiveFanout fanout, ByteBudget.Shares shares) {
    this.fanout = fanout;
    lanes = new AddressLanes<>(new AddressLanes.Bounds(EVENTS_MAX, BYTES_MAX, shares), MEASURE);
  }

  /** Events that wait. */
  int size() {
    lock.lock();
    try {
      return lanes.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Queues an event; false if there is no room.
   *
   * @param delivered called once with the number of listeners, or {@link #REFUSED}
   */
  boolean offer(InetAddress from, NostrEvent event, IntConsumer delivered) {
    List<Waiting> displaced = new ArrayList<>(0);
    boolean taken;
    lock.lock();
    try {
      taken = !closing && lanes.offer(new Waiting(from, event, delivered), displaced);
      if (taken) {
        notEmpty.signal();
      }
    } finally {
      lock.unlock();
    }
    for (Waiting refused : displaced) {
      tell(refused, REFUSED);
    }
    return taken;
  }

  /** Refuses further events, too. */
  @Override
  public void wake() {
    lock.lock();
    try {
      closing = true;
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void step(Worker worker) throws InterruptedException {
    Waiting next = take();
    if (next != null) {
      tell(next, deliver(next.event));
    }
  }

  @Override
  public void failed(Worker worker, Throwable fault) {
    LOG.log(Level.ERROR, "ephemeral fault", fault);
  }

  @Override
  public void end(Worker worker) {
    for (Waiting late : rest()) {
      tell(late, 0);
    }
  }

  private @Nullable Waiting take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (lanes.isEmpty() && !closing) {
        notEmpty.await();
      }
      return closing ? null : lanes.remove();
    } finally {
      lock.unlock();
    }
  }

  private List<Waiting> rest() {
    lock.lock();
    try {
      return lanes.drain();
    } finally {
      lock.unlock();
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
