package heliograph.ingest;

import heliograph.event.NostrEvent;
import java.util.function.IntConsumer;

/** Where ephemeral events go: to whoever listens, never to the store. Thread-safe. */
@FunctionalInterface
public interface EphemeralSink {
  /**
   * Takes an event to be delivered soon, in the order of these calls; returns at once.
   *
   * @param delivered told once how many listeners got it, on any thread
   * @return false if too many events wait; nothing is told then
   */
  boolean deliver(NostrEvent event, IntConsumer delivered);
}
