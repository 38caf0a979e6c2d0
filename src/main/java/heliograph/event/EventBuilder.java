package heliograph.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.Function;

/** Builds events that this relay signs itself. */
public final class EventBuilder {
  private static final String NO_ID = "0".repeat(CanonicalLayout.HEX_32);
  private static final String NO_SIGNATURE = "0".repeat(CanonicalLayout.HEX_64);

  private EventBuilder() {}

  /**
   * Builds a signed event.
   *
   * @param sign returns the 64-byte signature for an event's id
   */
  public static NostrEvent build(
      PublicKey pubkey,
      long createdAt,
      int kind,
      List<List<String>> tags,
      String content,
      Function<EventId, byte[]> sign) {
    StringBuilder middle = new StringBuilder(CanonicalLayout.PUBKEY).append(pubkey.hex());
    middle
        .append(CanonicalLayout.CREATED_AT)
        .append(createdAt)
        .append(CanonicalLayout.KIND)
        .append(kind);
    middle.append(CanonicalLayout.TAGS).append('[');
    for (int i = 0; i < tags.size(); i++) {
      middle.append(i > 0 ? ",[" : "[");
      for (int j = 0; j < tags.get(i).size(); j++) {
        middle.append(j > 0 ? "," : "").append(JsonText.quoted(tags.get(i).get(j)));
      }
      middle.append(']');
    }
    middle.append(']').append(CanonicalLayout.CONTENT);
    middle.append(JsonText.quoted(content)).append(CanonicalLayout.SIG);
    EventId id = new EventHasher().idOf(event(NO_ID, middle, NO_SIGNATURE));
    return event(id.hex(), middle, Hex.encode(sign.apply(id)));
  }

  private static NostrEvent event(String id, CharSequence middle, String signature) {
    String json = CanonicalLayout.ID + id + middle + signature + CanonicalLayout.END;
    return switch (EventParser.parse(json.getBytes(UTF_8))) {
      case EventParse.WellFormed(var event) -> event;
      case EventParse.Malformed(var ignored, var reason) ->
          throw new IllegalArgumentException("not an event: " + reason);
    };
  }
}
