package heliograph.connection;

import heliograph.auth.AuthCheck;
import heliograph.event.NostrEvent;
import heliograph.event.Seconds;
import heliograph.ingest.IngestOutcome;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import java.util.Optional;

/** Answers a client's AUTH (NIP-42) and adds the keys that it proves. Thread-safe. */
final class Authentication {
  private final Connections connections;
  private final ClientIdentity identity;
  private final Challenge challenge;
  private final OutboundQueue outbound;

  Authentication(
      Connections connections,
      ClientIdentity identity,
      Challenge challenge,
      OutboundQueue outbound) {
    this.connections = connections;
    this.identity = identity;
    this.challenge = challenge;
    this.outbound = outbound;
  }

  /** Checks an AUTH event and answers it; the key takes effect with the answer. */
  void prove(NostrEvent event) {
    Optional<String> fault =
        AuthCheck.fault(
            event,
            challenge.sent(),
            connections.policy().config().live().auth(),
            identity.requestedAuthority(),
            Seconds.now());
    if (fault.isPresent()) {
      outbound.reply(RelayMessage.Ok.refused(event.id(), MessagePrefix.INVALID, fault.get()));
    } else {
      connections
          .ingest()
          .prove(event, identity, outcome -> outbound.reply(authenticated(event, outcome)));
    }
  }

  private RelayMessage.Ok authenticated(NostrEvent event, IngestOutcome outcome) {
    return !outcome.accepted() || identity.add(event.pubkey())
        ? outcome.ok(event.id())
        : RelayMessage.Ok.refused(
            event.id(), MessagePrefix.RATE_LIMITED, "too many keys on one connection");
  }
}
