package heliograph.subscription;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.policy.AddressBucket;
import heliograph.protocol.EventJson;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.RelayMessage.Eose;
import heliograph.protocol.SubscriptionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An open REQ.
 *
 * <pre>
 * HOLDING ──scan ends──► LIVE ──close──► CLOSED
 *    │ live events are held, bounded         ▲
 *    └───────────────close──────────────────┘
 * </pre>
 *
 * <p>Thread-safe: its monitor orders stored events, EOSE and live events, and is held only while a
 * message is queued. After {@link #close} nothing more is sent under this subscription.
 */
public final class Subscription {
  /** Sequence number of events that are in no feed: ephemeral ones. */
  static final long UNSTORED = Long.MAX_VALUE;

  private record Held(long seq, RelayMessage.Event message) {}

  private final SubscriptionId id;
  private final List<NostrFilter> filters;
  private final Visibility visibility;
  private final Hinting hinting;
  private final Outlet outlet;
  private final AddressBucket address;
  private final int heldBytesMax;

  /** Events held back until EOSE; empty once live. */
  @GuardedBy("this")
  private List<Held> held = new ArrayList<>(0);

  @GuardedBy("this")
  private int heldBytes;

  /** The bytes that its filters hold; set before it is published, empty if they were refused. */
  private Optional<HeldBytes.Lease> lease = Optional.empty();

  @GuardedBy("this")
  private boolean live;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private long snapshot;

  /** Its filters in the index; owned by the index. */
  private LiveFilter[] entered = new LiveFilter[0];

  Subscription(
      SubscriptionId id,
      List<NostrFilter> filters,
      Visibility visibility,
      Hinting hinting,
      Outlet outlet,
      AddressBucket address,
      int heldBytesMax) {
    this.id = id;
    this.filters = filters;
    this.visibility = visibility;
    this.hinting = hinting;
    this.outlet = outlet;
    this.address = address;
    this.heldBytesMax = heldBytesMax;
  }

  public SubscriptionId id() {
    return id;
  }

  List<NostrFilter> filters() {
    return filters;
  }

  Visibility visibility() {
    return visibility;
  }

  Outlet outlet() {
    return outlet;
  }

  /** Returns the address of its client. */
  AddressBucket address() {
    return address;
  }

  Optional<HeldBytes.Lease> lease() {
    return lease;
  }

  void lease(HeldBytes.Lease granted) {
    lease = Optional.of(granted);
  }

  LiveFilter[] entered() {
    return entered;
  }

  void entered(LiveFilter[] filters) {
    entered = filters;
  }

  /** Returns true once no more messages are sent under it. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /** Ends the subscription without a message. */
  synchronized void close() {
    closed = true;
    release();
  }

  @GuardedBy("this")
  private void release() {
    for (Held event : held) {
      outlet.release(event.message);
    }
    held = List.of();
  }

  /** Sends an event of the stored scan; returns false if the subscription is closed. */
  synchronized boolean stored(byte[] json) {
    if (closed) {
      return false;
    }
    outlet.stored(new RelayMessage.Event(id, new EventJson(json)));
    return true;
  }

  /**
   * Ends the stored part: sends EOSE, then the live events held back that the scan's snapshot
   * lacks.
   */
  synchronized void storedEnd(long scanSnapshot, Eose.Hint hint) {
    if (closed) {
      return;
    }
    snapshot = scanSnapshot;
    outlet.reply(hinting.eose(id, hint));
    for (Held event : held) {
      if (event.seq > snapshot) {
        outlet.live(event.message);
      }
    }
    release();
    live = true;
  }

  /** Sends a new event that matches. */
  synchronized void live(long seq, EventJson json) {
    if (closed) {
      return;
    }
    if (live) {
      if (seq > snapshot) {
        outlet.live(new RelayMessage.Event(id, json));
      }
      return;
    }
    heldBytes += json.length();
    if (heldBytes > heldBytesMax) {
      close();
      outlet.overflow(heldBytes);
    } else {
      RelayMessage.Event message = new RelayMessage.Event(id, json);
      outlet.hold(message);
      held.add(new Held(seq, message));
    }
  }
}
