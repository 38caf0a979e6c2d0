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
 * there were. Matching them here delays no event that is to be stored. Addresses take turns; the
 * events of an address keep the order in which the verifiers handed them over.
 *
 * <p>The events that wait are bounded in bytes, which addresses share as {@link AddressLanes} says;
 * beyond the bound, events are refused and their senders are answered so. When the relay stops, the
 * events that still wait are reported as having no listener. Thread-safe.
 */
final class EphemeralFanout implements Worker.Role {
  private static final Logger LOG = System.getLogger(EphemeralFanout.class.getName());

  /** Reported instead of a number of listeners when the event is refused after all. */
  static final int REFUSED = -1;

  /** The maximum number of bytes of events that wait. */
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
   * Creates an empty queue.
   *
   * @param shares the part of it that an address may hold once half is in use
   */
  EphemeralFanout(LiveFanout fanout, ByteBudget.Shares shares) {
    this.fanout = fanout;
    lanes = new AddressLanes<>(new AddressLanes.Bounds(EVENTS_MAX, BYTES_MAX, shares), MEASURE);
  }

  /** Returns the number of events that wait. */
  int size() {
    lock.lock();
    try {
      return lanes.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Queues an event; returns false if there is no room.
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

  /** Wakes the thread, and refuses further events. */
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
    } catch (RuntimeException | Error e) {
      // the next events are delivered also after an OutOfMemoryError
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
