package heliograph.ingest;

import heliograph.event.NostrEvent;
import heliograph.policy.Requester;
import org.jspecify.annotations.Nullable;

/** Deals with ephemeral events that ask the relay itself for something (NIP-43). Thread-safe. */
@FunctionalInterface
public interface RequestHandler {
  /** Where nothing is asked of the relay. */
  RequestHandler NONE = (event, requester) -> null;

  /** What became of a request, which is proven to be its author's; null if it is none. */
  @Nullable IngestOutcome handle(NostrEvent event, Requester requester);
}
