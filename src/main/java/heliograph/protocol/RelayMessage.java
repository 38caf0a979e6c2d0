package heliograph.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.EventId;
import heliograph.event.Hex;
import heliograph.event.JsonText;
import java.util.Optional;
import java.util.OptionalInt;

/** A message from the relay (NIP-01, NIP-42, NIP-45, NIP-77); {@link #text()} is its JSON. */
public sealed interface RelayMessage {

  /** Returns the message as it goes over the wire. */
  String text();

  /**
   * Returns the number of characters in the message that the client has chosen, where it has no
   * small bound.
   */
  default int echoed() {
    return 0;
  }

  /** {@code ["EVENT", id, event]}; {@code json} is shared by all receivers. */
  record Event(SubscriptionId id, EventJson json) implements RelayMessage {
    @Override
    public String text() {
      return new String(id.eventHead(), UTF_8) + new String(json.bytes(), UTF_8) + ']';
    }
  }

  /**
   * {@code ["OK", id, accepted, text]}: exactly one for every EVENT and AUTH.
   *
   * @param prefix empty when there is nothing to say
   * @param sentence empty when there is nothing to say
   */
  record Ok(EventId id, boolean accepted, Optional<MessagePrefix> prefix, String sentence)
      implements RelayMessage {
    /** Returns the OK of an event that was accepted and is new. */
    public static Ok stored(EventId id) {
      return new Ok(id, true, Optional.empty(), "");
    }

    /** Returns the OK of an event that was refused. */
    public static Ok refused(EventId id, MessagePrefix prefix, String sentence) {
      return new Ok(id, false, Optional.of(prefix), sentence);
    }

    /** Returns the last element of an OK: prefix and sentence, or nothing. */
    public static String words(Optional<MessagePrefix> prefix, String sentence) {
      return prefix.isPresent() ? prefix.get().text(sentence) : sentence;
    }

    @Override
    public String text() {
      return "[\"OK\",\""
          + id.hex()
          + "\","
          + accepted
          + ','
          + JsonText.quoted(words(prefix, sentence))
          + ']';
    }
  }

  /**
   * {@code ["OK", id, false, text]} for something that is not an event; its id is repeated as it
   * was sent.
   */
  record NotOk(AnswerId id, MessagePrefix prefix, String sentence) implements RelayMessage {
    @Override
    public int echoed() {
      return id.json().length();
    }

    @Override
    public String text() {
      return "[\"OK\"," + id.json() + ",false," + JsonText.quoted(prefix.text(sentence)) + ']';
    }
  }

  /**
   * {@code ["EOSE", id, [hint…]]}: what follows is live. The third element is there only where
   * there is a hint.
   *
   * @param auth whether there may be more for a client that authenticates
   */
  record Eose(SubscriptionId id, Hint hint, boolean auth) implements RelayMessage {
    /** What the relay holds beyond what it has sent (NIP-67). */
    public enum Hint {
      FINISH("\"finish\""),
      MORE("\"more\""),
      NONE("");

      private final String json;

      Hint(String json) {
        this.json = json;
      }
    }

    /** Returns an EOSE without a hint, which every client can read. */
    public static Eose plain(SubscriptionId id) {
      return new Eose(id, Hint.NONE, false);
    }

    @Override
    public String text() {
      String hints = hint.json;
      if (auth) {
        hints = hints.isEmpty() ? "\"auth\"" : hints + ",\"auth\"";
      }
      return "[\"EOSE\"," + id.json() + (hints.isEmpty() ? "]" : ",[" + hints + "]]");
    }
  }

  /** {@code ["CLOSED", id, text]}: the relay ended or refused a subscription. */
  record Closed(AnswerId id, MessagePrefix prefix, String sentence) implements RelayMessage {
    @Override
    public int echoed() {
      return id.json().length();
    }

    @Override
    public String text() {
      return "[\"CLOSED\"," + id.json() + ',' + JsonText.quoted(prefix.text(sentence)) + ']';
    }
  }

  /**
   * {@code ["COUNT", id, {"count": n, "approximate": true, "hll": hex}]} (NIP-45).
   *
   * @param approximate whether {@code count} is a lower bound
   * @param hll 256 registers in hex, where the filter has them
   */
  record Count(SubscriptionId id, long count, boolean approximate, Optional<String> hll)
      implements RelayMessage {
    @Override
    public String text() {
      return "[\"COUNT\","
          + id.json()
          + ",{\"count\":"
          + count
          + (approximate ? ",\"approximate\":true" : "")
          + hll.map(hex -> ",\"hll\":\"" + hex + '"').orElse("")
          + "}]";
    }
  }

  /** {@code ["NEG-MSG", id, hex]} (NIP-77). */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record NegMsg(SubscriptionId id, byte[] message) implements RelayMessage {
    @Override
    public String text() {
      return "[\"NEG-MSG\"," + id.json() + ",\"" + Hex.encode(message) + "\"]";
    }
  }

  /**
   * {@code ["NEG-ERR", id, text]} (NIP-77): the reconciliation is over.
   *
   * @param recordsMax the limit of records, where that is the reason
   */
  record NegErr(AnswerId id, MessagePrefix prefix, String sentence, OptionalInt recordsMax)
      implements RelayMessage {
    @Override
    public int echoed() {
      return id.json().length();
    }

    @Override
    public String text() {
      return "[\"NEG-ERR\","
          + id.json()
          + ','
          + JsonText.quoted(prefix.text(sentence))
          + (recordsMax.isPresent() ? "," + recordsMax.getAsInt() : "")
          + ']';
    }
  }

  /** {@code ["AUTH", challenge]} (NIP-42). */
  record Auth(String challenge) implements RelayMessage {
    @Override
    public String text() {
      return "[\"AUTH\"," + JsonText.quoted(challenge) + ']';
    }
  }

  /** {@code ["NOTICE", text]}: for an answer that no id belongs to. */
  record Notice(MessagePrefix prefix, String sentence) implements RelayMessage {
    @Override
    public String text() {
      return "[\"NOTICE\"," + JsonText.quoted(prefix.text(sentence)) + ']';
    }
  }
}
