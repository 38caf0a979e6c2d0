package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What headers say of proxies. */
class ProxyTrailTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For", "x-forwarded-proto", "X-Forwarded-Anything", "Forwarded", "Via",
        "X-Real-IP", "CF-Connecting-IP", "CF-Ray", "True-Client-IP", "X-Client-IP",
        "Fly-Client-IP", "$WSIS", "$wsra", "X-Original-Forwarded-For", "X-Envoy-External-Address",
        "Front-End-Https", "CDN-Loop", "X-Amzn-Trace-Id", "Fastly-Client-IP"
      })
  void headersOfProxies_areKnown(String header) {
    assertThat(ProxyTrail.isMarked(List.of("Host", "User-Agent", header))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "Origin", "Authorization", "X-Requested-With", "Referer"})
  void headersOfClients_areNone(String header) {
    assertThat(ProxyTrail.isMarked(List.of(header))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Proto, https, true",
    "X-Forwarded-Proto, HTTPS, true",
    "X-Forwarded-Proto, http, false",
    "X-Forwarded-Proto, 'https, http', false",
    "X-Forwarded-Proto, '', false",
    "Forwarded, for=1.2.3.4;proto=https, true",
    "Forwarded, 'for=1.2.3.4;proto=https, for=10.0.0.1;proto=http', false",
    "Forwarded, for=1.2.3.4, false",
    "Via, https, false"
  })
  void proxies_sayTogetherWhetherItWasTls(String header, String value, boolean secure) {
    Function<String, List<String>> lines = name -> name.equals(header) ? List.of(value) : List.of();
    assertThat(ProxyTrail.saysSecure(lines)).isEqualTo(secure);
  }
}
