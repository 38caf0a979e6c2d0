package heliograph.connection;

import heliograph.event.EventId;
import heliograph.ingest.IngestOutcome;
import heliograph.ingest.Reply;

/** Sends the OK of one event; the OKs of one commit are sent in one write. Thread-safe. */
record EventReply(EventId id, OutboundQueue outbound, Challenge challenge) implements Reply {
  @Override
  public void accept(IngestOutcome outcome) {
    outbound.cork();
    if (outcome.asksForAuthentication()) {
      challenge.offer();
    }
    outbound.reply(outcome.ok(id));
  }

  @Override
  public void release() {
    outbound.uncork();
  }
}
