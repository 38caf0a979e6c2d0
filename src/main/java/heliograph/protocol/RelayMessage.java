package heliograph.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.EventId;

/** What the relay can say (NIP-01, NIP-45); {@link #text()} is its JSON. */
public sealed interface RelayMessage {

  /** The message as it goes over the wire. */
  String text();

  /**
   * {@code ["EVENT", id, event]}; {@code json} is the event's canonical JSON in UTF-8, shared by
   * all receivers and never changed.
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // compared by nobody, and a copy for each receiver costs
  record Event(SubscriptionId id, byte[] json) implements RelayMessage {
    @Override
    public String text() {
      return new String(id.eventHead(), UTF_8) + new String(json, UTF_8) + ']';
    }
  }

  /** {@code ["OK", id, accepted, text]}: exactly one for every EVENT and AUTH. */
  record Ok(EventId id, boolean accepted, String message) implements RelayMessage {
    /** Accepted and new: the message is empty. */
    public static Ok stored(EventId id) {
      return new Ok(id, true, "");
    }

    /** Refused, with its reason. */
    public static Ok refused(EventId id, MessagePrefix prefix, String sentence) {
      return new Ok(id, false, prefix.text(sentence));
    }

    @Override
    public String text() {
      return "[\"OK\",\"" + id.hex() + "\"," + accepted + ',' + JsonText.quoted(message) + ']';
    }
  }

  /** {@code ["EOSE", id]}: what follows is live. */
  record Eose(SubscriptionId id) implements RelayMessage {
    @Override
    public String text() {
      return "[\"EOSE\"," + id.json() + ']';
    }
  }

  /** {@code ["CLOSED", id, text]}: the relay ended or refused a subscription. */
  record Closed(SubscriptionId id, MessagePrefix prefix, String sentence) implements RelayMessage {
    @Override
    public String text() {
      return "[\"CLOSED\"," + id.json() + ',' + JsonText.quoted(prefix.text(sentence)) + ']';
    }
  }

  /** {@code ["COUNT", id, {"count": n}]} (NIP-45). */
  record Count(SubscriptionId id, long count) implements RelayMessage {
    @Override
    public String text() {
      return "[\"COUNT\"," + id.json() + ",{\"count\":" + count + "}]";
    }
  }

  /** {@code ["NOTICE", text]}: for what no id can be tied to. */
  record Notice(MessagePrefix prefix, String sentence) implements RelayMessage {
    @Override
    public String text() {
      return "[\"NOTICE\"," + JsonText.quoted(prefix.text(sentence)) + ']';
    }
  }
}
