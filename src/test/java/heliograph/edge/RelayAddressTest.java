package heliograph.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the relay is below its server's address. */
class RelayAddressTest {
  @ParameterizedTest
  @CsvSource({
    "'', /, true",
    "'', '', false",
    "'', /relay, false",
    "/relay, /relay, true",
    "/relay, /relay/, true",
    "/relay, /relay//, false",
    "/relay, /relay/x, false",
    "/relay, /relayx, false",
    "/relay, /, false",
    "/a/b, /a/b, true",
    "/a/b, /a/b/, true",
    "/a/b, /a/, false"
  })
  void relay_isAtTheContextPathWithAndWithoutASlash(
      String contextPath, String uri, boolean isRelay) {
    assertThat(RelayAddress.isRoot(contextPath, uri)).isEqualTo(isRelay);
  }

  @ParameterizedTest
  @CsvSource({"/, ''", "/relay/, ''", "/relay, relay/", "/a/b, b/"})
  void links_areBelowTheRelay(String uri, String prefix) {
    assertThat(RelayAddress.linkPrefix(uri)).isEqualTo(prefix);
  }
}
