package heliograph.ingest;

import heliograph.event.NostrEvent;
import java.net.InetAddress;
import java.util.function.IntConsumer;

/** Where ephemeral events go: to whoever listens, never to the store. Thread-safe. */
@FunctionalInterface
public interface EphemeralSink {
  /**
   * Takes an event to be delivered soon, those of an address in the order of these calls; returns
   * at once.
   *
   * @param from whose turn it takes
   * @param delivered told once how many listeners got it, on any thread; a negative number if it
   *     had to make room for others
   * @return false if too many events wait; nothing is told then
   */
  boolean deliver(InetAddress from, NostrEvent event, IntConsumer delivered);
}
