package heliograph.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.JsonText;

/** The name a client gives a REQ or COUNT: any 1–64 characters (NIP-01), unique per connection. */
public final class SubscriptionId implements AnswerId {
  /** Longest id, in Unicode characters (NIP-01). */
  public static final int LENGTH_MAX = 64;

  private final String value;
  private final byte[] eventHead;

  /**
   * Creates an id from its unescaped text.
   *
   * @throws IllegalArgumentException if it is empty or too long
   */
  public SubscriptionId(String value) {
    if (!isPossible(value)) {
      throw new IllegalArgumentException(
          "subscription id must have 1 to "
              + LENGTH_MAX
              + " characters, not "
              + value.codePointCount(0, value.length()));
    }
    this.value = value;
    eventHead = ("[\"EVENT\"," + JsonText.quoted(value) + ',').getBytes(UTF_8);
  }

  static boolean isPossible(String value) {
    int length = value.codePointCount(0, value.length());
    return length >= 1 && length <= LENGTH_MAX;
  }

  /** Returns the id, unescaped. */
  public String value() {
    return value;
  }

  /** Returns the id in quotes, escaped as JSON demands. */
  @Override
  public String json() {
    return JsonText.quoted(value);
  }

  /**
   * Returns the bytes with which every EVENT message of this id begins; the array is shared and
   * must not be changed.
   */
  public byte[] eventHead() {
    return eventHead;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubscriptionId id && id.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
