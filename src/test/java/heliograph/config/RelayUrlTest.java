package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayUrlTest {
  @ParameterizedTest
  @CsvSource({
    "wss://relay.example, relay.example, 0, ''",
    "WSS://Relay.Example:443/, relay.example, 0, ''",
    "ws://relay.example:80, relay.example, 0, ''",
    "ws://relay.example:443, relay.example, 443, ''",
    "https://relay.example., relay.example, 0, ''",
    "wss://relay.example/path//, relay.example, 0, /path",
    "wss://relay.example/path?query, relay.example, 0, /path",
    "wss://b\u00fccher.example, xn--bcher-kva.example, 0, ''",
    "wss://B\u00dcCHER.example., xn--bcher-kva.example, 0, ''",
    "wss://xn--bcher-kva.example, xn--bcher-kva.example, 0, ''",
    "ws://[::1]:7447, [::1], 7447, ''",
    "ws://[0:0:0:0:0:0:0:1]:7447, [::1], 7447, ''",
    "ws://my_relay:7447, my_relay, 7447, ''",
    "ws://abcdefghijklmnop.onion, abcdefghijklmnop.onion, 0, ''",
    "ws://relay.example:, relay.example, 0, ''"
  })
  void spellings_ofOneAddress_areOne(String text, String host, int port, String path) {
    assertThat(RelayUrl.parse(text)).contains(new RelayUrl(host, port, path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "relay.example",
        "ftp://relay.example",
        "wss://",
        "wss:///path",
        "wss://user@relay.example",
        "wss://user:pw@relay.example",
        "wss://relay.example:0",
        "wss://relay.example:65536",
        "wss://relay.example:x",
        "wss://relay..example",
        "wss://rel ay.example",
        "wss://[::1",
        "wss://[nonsense]",
        "wss://rel%61y.example",
        "wss://[]"
      })
  void whatIsNoAddress_isNone(String text) {
    assertThat(RelayUrl.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "wss://relay.example/, https://relay.example, true",
    "wss://relay.example/, http://relay.example, false",
    "ws://127.0.0.1:18210, http://127.0.0.1:18210/, true",
    "ws://127.0.0.1:18210, https://127.0.0.1:18210/, false"
  })
  void names_knowWhetherTheyAreSecure(String configured, String asked, boolean same) {
    OwnUrls own = new OwnUrls(List.of(OwnUrls.Named.parse(configured).orElseThrow()));
    assertThat(own.named().contains(OwnUrls.Named.parse(asked).orElseThrow())).isEqualTo(same);
    assertThat(own.names(asked, Optional.empty())).as("NIP-62 knows no scheme").isTrue();
  }
}
