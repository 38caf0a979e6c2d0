package heliograph.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.JsonScanner;
import heliograph.event.JsonText;
import heliograph.event.MalformedInput;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An id that names no subscription and no event, because it is too long, empty, a number or not the
 * id of an event. It is kept so that the refusal can repeat it. Strings are escaped again, numbers
 * stay as they were sent.
 */
public final class ForeignId implements AnswerId {
  private static final int NUMBER_MAX = 32;

  private final String json;
  private final @Nullable String text;

  private ForeignId(String json, @Nullable String text) {
    this.json = json;
    this.text = text;
  }

  /** Returns the id that is the string {@code text}. */
  static ForeignId of(String text) {
    return new ForeignId(JsonText.quoted(text), text);
  }

  /**
   * Returns the id at the beginning of {@code token}; empty unless that is a string or an integer.
   */
  static Optional<ForeignId> read(byte[] token) {
    try {
      JsonScanner scanner = new JsonScanner(token);
      if (scanner.peek() == '"') {
        return Optional.of(of(scanner.string()));
      }
      scanner.integer("id");
      scanner.expectEnd();
      return token.length <= NUMBER_MAX
          ? Optional.of(new ForeignId(new String(token, UTF_8), null))
          : Optional.empty();
    } catch (MalformedInput e) {
      return Optional.empty();
    }
  }

  /** Returns this id as that of a subscription if it can be one, otherwise this. */
  AnswerId orSubscription() {
    return text != null && SubscriptionId.isPossible(text) ? new SubscriptionId(text) : this;
  }

  @Override
  public String json() {
    return json;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ForeignId id && id.json.equals(json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return json;
  }
}
