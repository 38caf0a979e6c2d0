package heliograph.ingest;

import heliograph.event.NostrEvent;
import java.net.InetAddress;
import java.util.function.IntConsumer;

/** Delivers ephemeral events to the subscriptions they match, never to the store. Thread-safe. */
@FunctionalInterface
public interface EphemeralSink {
  /**
   * Queues an event for delivery and returns at once. The events of an address are delivered in the
   * order of these calls.
   *
   * @param from the address whose share of the queue the event takes
   * @param delivered called once, on any thread, with the number of listeners; negative if the
   *     event was dropped to make room for others
   * @return false if too many events wait; {@code delivered} is not called then
   */
  boolean deliver(InetAddress from, NostrEvent event, IntConsumer delivered);
}
