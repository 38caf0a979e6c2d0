package heliograph.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;

/** Makes events in form for stores, which check no signature: thousands in no time. */
final class UnsignedEvents {
  private UnsignedEvents() {}

  /** An event whose id begins with digits that look random and follow from {@code number}. */
  static NostrEvent event(long number, String pubkey, int kind, long at, String tags) {
    String id = "%016x".formatted(number * 0x9E37_79B9_7F4A_7C15L) + "%048x".formatted(number);
    String json =
        "{\"id\":\"%s\",\"pubkey\":\"%s\",\"created_at\":%d,\"kind\":%d,\"tags\":%s,\"content\":\"apple %d\",\"sig\":\"%s\"}"
            .formatted(id, pubkey, at, kind, tags, number, "0".repeat(128));
    return switch (EventParser.parse(json.getBytes(UTF_8))) {
      case EventParse.WellFormed(var event) -> event;
      case EventParse.Malformed(var claimed, var reason) -> throw new AssertionError(reason);
    };
  }
}
