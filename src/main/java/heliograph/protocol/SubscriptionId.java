package heliograph.protocol;

/** The name a client gives a REQ or COUNT: any 1–64 characters (NIP-01), unique per connection. */
public final class SubscriptionId {
  /** Longest id, in Unicode characters (NIP-01). */
  public static final int LENGTH_MAX = 64;

  private final String value;
  private final String json;

  /**
   * Takes the id as the client meant it, unescaped.
   *
   * @throws IllegalArgumentException if it is empty or too long
   */
  public SubscriptionId(String value) {
    int length = value.codePointCount(0, value.length());
    if (length < 1 || length > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "subscription id must have 1 to " + LENGTH_MAX + " characters, not " + length);
    }
    this.value = value;
    json = JsonText.quoted(value);
  }

  /** The id, unescaped. */
  public String value() {
    return value;
  }

  /** The id in quotes, escaped as JSON demands. */
  String json() {
    return json;
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
