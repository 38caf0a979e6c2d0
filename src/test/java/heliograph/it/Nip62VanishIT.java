package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NIP-62 over the wire: by this relay's address and by ALL_RELAYS, not by another's. */
class Nip62VanishIT extends RelayIT {
  private NostrEvent vanish(Key key, String relay) {
    return TestEvents.signed(key, 62, now, List.of(List.of("relay", relay)), "");
  }

  @Test
  void vanish_byAddressOrForAll_isObeyed() {
    String own = webSocket().toString();
    for (String relay : List.of(own, own.substring(0, own.length() - 1), "ALL_RELAYS")) {
      Key key = freshKey();
      NostrEvent note = TestEvents.note(key, now, "x");
      client.publish(note);
      assertThat(client.publish(vanish(key, relay))).as(relay).isEqualTo("true,\"\"");
      assertThat(client.req("s", "{" + authors(key) + ",\"kinds\":[1]}")).isEmpty();
      client.send("[\"CLOSE\",\"s\"]");
      assertThat(client.publish(note)).startsWith("false,\"blocked: ");
      assertThat(client.publish(TestEvents.note(key, now + 1, "later"))).isEqualTo("true,\"\"");
    }
  }

  @Test
  void vanish_fromAnotherRelay_isInvalidAndChangesNothing() {
    Key key = freshKey();
    NostrEvent note = TestEvents.note(key, now, "x");
    client.publish(note);
    assertThat(client.publish(vanish(key, "wss://another.example")))
        .startsWith("false,\"invalid: ");
    assertThat(client.req("s", "{" + authors(key) + "}")).containsExactly(note.id().hex());
  }
}
