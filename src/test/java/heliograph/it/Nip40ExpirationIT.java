package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NIP-40: refused when over, served until then and not a second longer. */
class Nip40ExpirationIT extends RelayIT {
  private static NostrEvent expiring(Key key, long now, long at) {
    return TestEvents.signed(
        key, 1, now, List.of(List.of("expiration", Long.toString(at))), "brief");
  }

  @Test
  void expired_onArrival_isRefused() {
    assertThat(client.publish(expiring(freshKey(), now, now - 1))).startsWith("false,\"invalid: ");
  }

  @Test
  void expired_later_isNeitherServedNorCounted() {
    Key key = freshKey();
    assertThat(client.publish(expiring(key, now, now + 3))).isEqualTo("true,\"\"");
    String filter = "{" + authors(key) + "}";
    assertThat(client.req("a", filter)).hasSize(1);
    eventually(
        "System.currentTimeMillis() to be at least (now + 3) * 1_000",
        () -> System.currentTimeMillis(),
        found -> found >= (now + 3) * 1_000);
    assertThat(client.req("b", filter)).isEmpty();
    assertThat(client.ask("[\"COUNT\",\"c\"," + filter + "]"))
        .isEqualTo("[\"COUNT\",\"c\",{\"count\":0}]");
  }
}
