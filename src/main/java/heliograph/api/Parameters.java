package heliograph.api;

import heliograph.event.EventId;
import heliograph.event.Kinds;
import heliograph.event.PublicKey;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** The positional parameters of a NIP-86 call, read strictly. Immutable. */
record Parameters(JsonArray values) {
  private static final int TEXT_MAX = 10_000;

  /** Returns a required text. */
  String text(int index, String name) {
    if (index < values.size() && values.get(index) instanceof JsonString text) {
      if (text.getString().length() > TEXT_MAX) {
        throw new IllegalArgumentException(name + " is too long");
      }
      return text.getString();
    }
    throw new IllegalArgumentException("parameter " + (index + 1) + " must be the " + name);
  }

  /** Returns an optional text; empty if it is missing. */
  String optionalText(int index) {
    return index < values.size() && values.get(index).getValueType() != JsonValue.ValueType.NULL
        ? text(index, "text")
        : "";
  }

  PublicKey pubkey(int index) {
    return PublicKey.parse(text(index, "public key in hex"));
  }

  EventId eventId(int index) {
    return EventId.parse(text(index, "event id in hex"));
  }

  int kind(int index) {
    int kind = number(index, "kind");
    if (kind < 0 || kind > Kinds.MAX) {
      throw new IllegalArgumentException("a kind must be from 0 to " + Kinds.MAX + ": " + kind);
    }
    return kind;
  }

  /** Returns an optional number; −1 if it is missing. Some clients send numbers as text. */
  int optionalNumber(int index, String name) {
    if (index >= values.size() || values.get(index).getValueType() == JsonValue.ValueType.NULL) {
      return -1;
    }
    if (values.get(index) instanceof JsonString text) {
      return text.getString().isEmpty() ? -1 : Integer.parseInt(text.getString());
    }
    return number(index, name);
  }

  private int number(int index, String name) {
    if (index < values.size() && values.get(index) instanceof JsonNumber number) {
      try {
        return number.bigDecimalValue().intValueExact();
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(name + " must be a whole number", e);
      }
    }
    throw new IllegalArgumentException("parameter " + (index + 1) + " must be the " + name);
  }
}
