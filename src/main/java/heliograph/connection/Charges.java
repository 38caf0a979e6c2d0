package heliograph.connection;

import heliograph.policy.ByteBudget;
import heliograph.protocol.RelayMessage;
import java.net.InetAddress;
import java.util.function.LongConsumer;

/**
 * What one client's unsent messages count with in the budgets of all clients: stored results and
 * replies with their bytes; a live event once for all its receivers, as long as somebody has it;
 * each with its place in the queue. Thread-safe.
 */
final class Charges {
  /** Heap that a place in the queue takes beside what is sent. */
  private static final int PLACE_BYTES = 96;

  /** An event and what is compressed of it. */
  private static final int COPIES = 2;

  private final ByteBudget.Account own;
  private final ByteBudget.Account places;
  private final ByteBudget live;

  /**
   * Opens the accounts of a client.
   *
   * @param overflow ends the client, which holds so many bytes, when it is found to hold most
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
      keep(event);
    } else {
      own.add(message.bytes() + PLACE_BYTES);
    }
  }

  void discharge(Queued.Message message) {
    if (message.part() == Queued.Part.LIVE
        && message.message() instanceof RelayMessage.Event event) {
      letGo(event);
    } else {
      own.remove(message.bytes() + PLACE_BYTES);
    }
  }

  /** Counts an event that other clients may have too. */
  void keep(RelayMessage.Event event) {
    if (event.json().retain()) {
      live.addShared((long) COPIES * event.json().length());
    }
    places.add(PLACE_BYTES);
  }

  /** Ends what {@link #keep} began. */
  void letGo(RelayMessage.Event event) {
    if (event.json().release()) {
      live.removeShared((long) COPIES * event.json().length());
    }
    places.remove(PLACE_BYTES);
  }

  /** Returns true if the unsent live events of all clients take much of their room. */
  boolean isScarce() {
    return live.isScarce();
  }

  /** The client is gone. */
  void close() {
    own.close();
    places.close();
  }
}
