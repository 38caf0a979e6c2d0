package heliograph.ingest;

import heliograph.event.NostrEvent;
import heliograph.policy.Requester;
import java.util.Optional;

/** Handles ephemeral events that are requests to the relay itself (NIP-43). Thread-safe. */
@FunctionalInterface
public interface RequestHandler {
  /** The handler of a relay that accepts no such events. */
  RequestHandler NONE = (event, requester) -> Optional.empty();

  /**
   * Handles an event that is proven to be its author's.
   *
   * @return its outcome; empty if it asks nothing of the relay and is to be passed on
   */
  Optional<IngestOutcome> handle(NostrEvent event, Requester requester);
}
