package heliograph.connection;

import heliograph.policy.ByteBudget;
import heliograph.protocol.RelayMessage;
import java.net.InetAddress;
import java.util.function.LongConsumer;

/**
 * The charges of one client's unsent messages to the budgets of all clients: the bytes of stored
 * results and replies; a live event once for all its receivers, as long as one has it; and a place
 * in the queue for each message. Thread-safe.
 */
final class Charges {
  /** Bytes of heap of a place in the queue, without the message. */
  private static final int PLACE_BYTES = 96;

  /** The number of copies of an event: as it is, and compressed. */
  private static final int COPIES = 2;

  private final ByteBudget.Account own;
  private final ByteBudget.Account places;
  private final ByteBudget live;

  /**
   * Opens the accounts of a client.
   *
   * @param overflow closes the client when it holds most of all; is given the bytes that it holds
   */
  Charges(ClientBudgets budgets, InetAddress address, LongConsumer overflow) {
    own = budgets.outbound().open(address, () -> overflow.accept(held()));
    places = budgets.live().open(address, () -> overflow.accept(held()));
    live = budgets.live();
  }

  private long held() {
    return own.held() + places.held();
  }

  void charge(Queued.Message message) {
    if (message.part() == Queued.Part.LIVE
        && message.message() instanceof RelayMessage.Event event) {
      hold(event);
    } else {
      own.add(message.bytes() + PLACE_BYTES);
    }
  }

  void discharge(Queued.Message message) {
    if (message.part() == Queued.Part.LIVE
        && message.message() instanceof RelayMessage.Event event) {
      release(event);
    } else {
      own.remove(message.bytes() + PLACE_BYTES);
    }
  }

  /** Counts an event that other clients may have too. */
  void hold(RelayMessage.Event event) {
    if (event.json().retain()) {
      live.addShared((long) COPIES * event.json().length());
    }
    places.add(PLACE_BYTES);
  }

  /** Ends what {@link #hold} began. */
  void release(RelayMessage.Event event) {
    if (event.json().release()) {
      live.removeShared((long) COPIES * event.json().length());
    }
    places.remove(PLACE_BYTES);
  }

  /** Returns true if the unsent live events of all clients take much of their room. */
  boolean isScarce() {
    return live.isScarce();
  }

  /** Gives all bytes back; the client has disconnected. */
  void close() {
    own.close();
    places.close();
  }
}
