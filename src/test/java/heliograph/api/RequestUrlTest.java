package heliograph.api;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses a proof may name for a request. */
class RequestUrlTest {
  private static final String OWN = "wss://relay.example.com/";
  private static final String ALIASES =
      "ws://127.0.0.1:18210/,ws://abc.onion,ws://umbrel.local:7447,wss://proxied.example/relay";

  private static RequestUrl asked(Map<String, String> settings, String path, String query) {
    return asked(settings, "", path, query);
  }

  private static RequestUrl asked(
      Map<String, String> settings, String contextPath, String path, String query) {
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                RequestUrlTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getRemoteAddr", "getLocalAddr" -> "127.0.0.1";
                      case "getServerName" -> "127.0.0.1";
                      case "getServerPort" -> 7447;
                      case "getProtocol" -> "HTTP/1.1";
                      case "isSecure" -> false;
                      case "getHeaderNames", "getHeaders" -> Collections.emptyEnumeration();
                      case "getContextPath" -> contextPath;
                      case "getRequestURI" -> path;
                      case "getQueryString" -> query.isEmpty() ? null : query;
                      default -> throw new AssertionError(method.getName());
                    });
    RelayConfig config = RelayConfig.read(key -> Optional.ofNullable(settings.get(key)));
    return new RequestUrl(config, request);
  }

  private static final Map<String, String> NAMED =
      Map.of("heliograph.relay.url", OWN, "heliograph.auth.relay-urls", ALIASES);

  @ParameterizedTest
  @CsvSource({
    "https://relay.example.com/api/v1/kinds?limit=5, true",
    "HTTPS://Relay.Example.COM.:443/api/v1/kinds?limit=5, true",
    "https://relay.example.com/api/v1/kinds/?limit=5, true",
    "https://relay.example.com/api/v1/%6binds?limit=5, true",
    "https://relay.example.com/api/v1/kinds?limit=5#there, true",
    "http://relay.example.com/api/v1/kinds?limit=5, false",
    "wss://relay.example.com/api/v1/kinds?limit=5, false",
    "https://relay.example.com/api/v1/kinds, false",
    "https://relay.example.com/api/v1/kinds?limit=6, false",
    "https://relay.example.com/api/v1/Kinds?limit=5, false",
    "https://relay.example.com:8443/api/v1/kinds?limit=5, false",
    "https://user@relay.example.com/api/v1/kinds?limit=5, false",
    "https://relay.example.com.evil.example/api/v1/kinds?limit=5, false",
    "http://127.0.0.1:18210/api/v1/kinds?limit=5, true",
    "https://127.0.0.1:18210/api/v1/kinds?limit=5, false",
    "http://127.0.0.1:7447/api/v1/kinds?limit=5, false",
    "http://abc.onion/api/v1/kinds?limit=5, true",
    "http://umbrel.local:7447/api/v1/kinds?limit=5, true",
    "https://proxied.example/relay/api/v1/kinds?limit=5, true",
    "https://proxied.example/api/v1/kinds?limit=5, true",
    "https://proxied.example/other/api/v1/kinds?limit=5, false"
  })
  void request_isNamedUnderEachAddressWithItsScheme(String url, boolean same) {
    assertThat(asked(NAMED, "/api/v1/kinds", "limit=5").isRequest(url)).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "wss://relay.example.com, true",
    "https://relay.example.com/, true",
    "ws://relay.example.com, false",
    "http://127.0.0.1:18210/, true",
    "ws://127.0.0.1:18210, true",
    "https://127.0.0.1:18210/, false",
    "https://proxied.example/relay/, true",
    "https://proxied.example/, false"
  })
  void relay_isNamedInEitherSpelling(String url, boolean same) {
    assertThat(asked(NAMED, "/", "").isRelay(url)).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:7447/api/v1/kinds, true",
    "https://127.0.0.1:7447/api/v1/kinds, false",
    "http://localhost:7447/api/v1/kinds, false",
    "http://relay.example.com/api/v1/kinds, false"
  })
  void withoutAddresses_theOneItWasCalledByCounts(String url, boolean same) {
    assertThat(asked(Map.of(), "/api/v1/kinds", "").isRequest(url)).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "/relay, ws://127.0.0.1:7447/relay, true",
    "/relay, ws://127.0.0.1:7447/relay/, true",
    "/relay, http://127.0.0.1:7447/relay/, true",
    "/relay, ws://127.0.0.1:7447/, false",
    "/relay, ws://127.0.0.1:7447/other, false",
    "'', ws://127.0.0.1:7447/, true",
    "'', ws://127.0.0.1:7447/relay, false"
  })
  void relayBelowAContextPath_isNamedWithIt(String contextPath, String url, boolean same) {
    assertThat(asked(Map.of(), contextPath, contextPath, "").isRelay(url)).isEqualTo(same);
    String kinds = contextPath + "/api/v1/kinds";
    assertThat(asked(Map.of(), contextPath, kinds, "").isRequest("http://127.0.0.1:7447" + kinds))
        .isTrue();
  }
}
