package heliograph.auth;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.AuthConfig;
import heliograph.config.RelayConfig;
import heliograph.config.RelayUrl;
import heliograph.event.NostrEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Nip42AuthCheckTest {
  private static final long NOW = 1_800_000_000;
  private static final String CHALLENGE = AuthCheck.challenge();
  private static final Optional<RelayUrl> CALLED_AS = RelayUrl.parse("ws://127.0.0.1:7447");

  private static AuthConfig config(String urls) {
    Map<String, String> values = Map.of("heliograph.auth.relay-urls", urls);
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key))).live().auth();
  }

  private static NostrEvent answer(int kind, long createdAt, String relay, String challenge) {
    return TestEvents.signed(
        Key.of(1),
        kind,
        createdAt,
        List.of(List.of("relay", relay), List.of("challenge", challenge)),
        "");
  }

  private static Optional<String> fault(NostrEvent event, String urls) {
    return AuthCheck.fault(event, Optional.of(CHALLENGE), config(urls), CALLED_AS, NOW);
  }

  @Test
  void challenge_is32RandomBytes() {
    assertThat(CHALLENGE).matches("[0-9a-f]{64}").isNotEqualTo(AuthCheck.challenge());
  }

  @Test
  void answer_isGoodWithinTenMinutesForTheHost() {
    String own = "wss://relay.example, wss://alias.example";
    for (long off : new long[] {-600, 0, 600}) {
      NostrEvent event = answer(22_242, NOW + off, "wss://alias.example/any", CHALLENGE);
      assertThat(fault(event, own)).isEmpty();
    }
    assertThat(fault(answer(22_242, NOW, "ws://127.0.0.1/", CHALLENGE), "")).isEmpty();
  }

  @Test
  void hostThatIsNotBelieved_isNotTheRelays() {
    NostrEvent event = answer(22_242, NOW, "wss://another.example", CHALLENGE);
    assertThat(AuthCheck.fault(event, Optional.of(CHALLENGE), config(""), Optional.empty(), NOW))
        .hasValueSatisfying(fault -> assertThat(fault).contains("relay tag"));
  }

  @Test
  void answer_thatIsWrong_isToldWhy() {
    String own = "wss://relay.example";
    assertThat(fault(answer(1, NOW, "wss://relay.example", CHALLENGE), own))
        .hasValueSatisfying(fault -> assertThat(fault).contains("22242"));
    assertThat(fault(answer(22_242, Long.MIN_VALUE, "wss://relay.example", CHALLENGE), own))
        .isPresent();
    assertThat(fault(answer(22_242, NOW - 601, "wss://relay.example", CHALLENGE), own))
        .hasValueSatisfying(fault -> assertThat(fault).contains("600 seconds"));
    assertThat(fault(answer(22_242, NOW, "wss://relay.example", AuthCheck.challenge()), own))
        .hasValueSatisfying(fault -> assertThat(fault).contains("challenge"));
    for (String other : List.of("wss://evil.example", "relay.example", "", "ws://127.0.0.1")) {
      assertThat(fault(answer(22_242, NOW, other, CHALLENGE), own))
          .hasValueSatisfying(fault -> assertThat(fault).contains("relay tag"));
    }
    NostrEvent bare = TestEvents.signed(Key.of(1), 22_242, NOW, List.of(List.of("relay")), "");
    assertThat(fault(bare, own)).isPresent();
  }
}
