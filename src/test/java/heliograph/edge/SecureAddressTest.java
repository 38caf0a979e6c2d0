package heliograph.edge;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.OwnUrls;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts a redirect may name. */
class SecureAddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"relay.example", "umbrel", "127.0.0.1", "[::1]", "my_relay-2.local"})
  void host_inItsCharacters_isOne(String host) {
    assertThat(SecureAddress.isHost(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "a b", "a\"", "a/b", "user@host", "a:80", "::1", "a\r\nX: y", "ä"})
  void host_withOthers_isNone(String host) {
    assertThat(SecureAddress.isHost(host)).isFalse();
  }

  private static OwnUrls own(String... urls) {
    return new OwnUrls(Stream.of(urls).map(url -> OwnUrls.Named.parse(url).orElseThrow()).toList());
  }

  @Test
  void authority_isOneOfTheOperators_whereHeNamesAny() {
    OwnUrls named = own("ws://relay.lan/", "wss://relay.example/", "wss://Other.example:4443/");
    assertThat(SecureAddress.authority("RELAY.example", named, 7443)).isEqualTo("relay.example");
    assertThat(SecureAddress.authority("other.example", named, 7443))
        .isEqualTo("other.example:4443");
    assertThat(SecureAddress.authority("evil.example", named, 7443)).isEqualTo("relay.example");
    assertThat(SecureAddress.authority("relay.lan", named, 7443)).isEqualTo("relay.example");
  }

  @Test
  void authority_isAsCalled_whereTheOperatorNamesNone() {
    assertThat(SecureAddress.authority("umbrel.local", own(), 7443)).isEqualTo("umbrel.local:7443");
    assertThat(SecureAddress.authority("[::1]", own(), 443)).isEqualTo("[::1]");
  }
}
