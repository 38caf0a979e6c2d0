package heliograph.ingest;

import heliograph.event.NostrEvent;
import java.net.InetAddress;
import java.util.function.IntConsumer;

/** Delivers ephemeral events to the subscriptions they match, never to the store. Thread-safe. */
@FunctionalInterface
public interface EphemeralSink {
  /**
   * Takes an event to be delivered soon, those of an address in the order of these calls; returns
   * at once.
   *
   * @param from whose turn it takes
   * @param delivered called once with the number of listeners, on any thread; negative if the event
   *     had to make room for others
   * @return false if too many events wait; {@code delivered} is not called then
   */
  boolean deliver(InetAddress from, NostrEvent event, IntConsumer delivered);
}
