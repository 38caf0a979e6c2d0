package heliograph.protocol;

import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import java.util.List;

/** A message from a client. Malformed messages are values too, as far as they can be read. */
public sealed interface ClientMessage {

  /** {@code ["EVENT", event]}: publish. */
  record Event(NostrEvent event) implements ClientMessage {}

  /** An EVENT or AUTH whose event is malformed but names its id; answered with OK. */
  record MalformedEvent(AnswerId id, String reason) implements ClientMessage {}

  /**
   * {@code ["REQ", id, filter…]}: query and subscribe; at least one filter.
   *
   * @param readsHints whether the client has said that it reads hints of EOSE (NIP-67)
   */
  record Req(SubscriptionId id, List<NostrFilter> filters, boolean readsHints)
      implements ClientMessage {
    public Req {
      filters = List.copyOf(filters);
    }
  }

  /** {@code ["COUNT", id, filter…]} (NIP-45); at least one filter. */
  record Count(SubscriptionId id, List<NostrFilter> filters) implements ClientMessage {
    public Count {
      filters = List.copyOf(filters);
    }
  }

  /** A REQ, COUNT or CLOSE that cannot be served but names its id; answered with CLOSED. */
  record MalformedReq(AnswerId id, MessagePrefix prefix, String reason) implements ClientMessage {}

  /** {@code ["CLOSE", id]}: end a subscription. */
  record Close(SubscriptionId id) implements ClientMessage {}

  /** {@code ["AUTH", event]} (NIP-42). */
  record Auth(NostrEvent event) implements ClientMessage {}

  /** {@code ["NEG-OPEN", id, filter, hex]} (NIP-77): begin to reconcile. */
  @SuppressWarnings("ArrayRecordComponent") // read once
  record NegOpen(SubscriptionId id, NostrFilter filter, byte[] message) implements ClientMessage {}

  /** {@code ["NEG-MSG", id, hex]} (NIP-77): the next message of a reconciliation. */
  @SuppressWarnings("ArrayRecordComponent") // read once
  record NegMsg(SubscriptionId id, byte[] message) implements ClientMessage {}

  /** {@code ["NEG-CLOSE", id]} (NIP-77). */
  record NegClose(SubscriptionId id) implements ClientMessage {}

  /** A message of NIP-77 that cannot be served but names its id; answered with NEG-ERR. */
  record MalformedNeg(AnswerId id, MessagePrefix prefix, String reason) implements ClientMessage {}

  /** Anything else; answered with NOTICE. */
  record Unreadable(MessagePrefix prefix, String reason) implements ClientMessage {}
}
