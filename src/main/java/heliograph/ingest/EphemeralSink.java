package heliograph.ingest;

import heliograph.event.NostrEvent;

/** Where verified ephemeral events go: to whoever listens now. Thread-safe. */
@FunctionalInterface
public interface EphemeralSink {
  /** Hands the event to all its subscriptions; returns how many there are. */
  int deliver(NostrEvent event);
}
