package heliograph.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.AddressRanges;
import heliograph.config.HttpConfig;
import heliograph.config.RelayConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word counts on where a client is. */
class ClientOriginTest {
  private static HttpConfig config(String header) {
    Map<String, String> values =
        Map.of(
            "heliograph.http.trusted-proxies",
            "127.0.0.1, 10.0.0.0/8",
            "heliograph.http.proxy-header",
            header);
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key))).fixed().http();
  }

  /** A request from {@code peer} with one header, in two lines where a | parts them. */
  private static HttpServletRequest request(String peer, String header, String value) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ClientOriginTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemoteAddr" -> peer;
                  case "getServerName" -> "Relay.Example";
                  case "getServerPort" -> 443;
                  case "getLocalAddr" -> "192.168.1.20";
                  case "getHeaderNames" -> Collections.enumeration(List.of(header));
                  case "getHeaders" ->
                      arguments[0].equals(header)
                          ? Collections.enumeration(List.of(value.split("[|]", -1)))
                          : Collections.emptyEnumeration();
                  case "getContextPath" -> "";
                  default -> throw new AssertionError(method.getName());
                });
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 198.51.100.1, 203.0.113.7",
    "127.0.0.1, '', 127.0.0.1",
    "127.0.0.1, 198.51.100.1, 198.51.100.1",
    "127.0.0.1, '198.51.100.1, 10.1.2.3', 198.51.100.1",
    "127.0.0.1, '6.6.6.6, 198.51.100.1, 10.1.2.3', 198.51.100.1",
    "127.0.0.1, '6.6.6.6|198.51.100.1', 198.51.100.1",
    "127.0.0.1, 'junk, 10.1.2.3', 10.1.2.3",
    "127.0.0.1, 198.51.100.1:4711, 198.51.100.1",
    "127.0.0.1, '10.0.0.1, 10.0.0.2', 10.0.0.1",
    "127.0.0.1, '[2001:db8::1]:80', 2001:db8::1"
  })
  void forwardedFor_isReadFromTheEndAsFarAsItIsTrusted(
      String peer, String header, String expected) {
    HttpServletRequest request = request(peer, "X-Forwarded-For", header);
    assertThat(ClientOrigin.of(request, config("x-forwarded-for")).address())
        .isEqualTo(AddressRanges.address(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, for=198.51.100.1, 198.51.100.1",
    "127.0.0.1, 'for=6.6.6.6, For=\"198.51.100.1\";proto=https;by=10.0.0.9', 198.51.100.1",
    "127.0.0.1, 'for=\"[2001:db8::17]:4711\"', 2001:db8::17",
    "127.0.0.1, 'for=unknown', 127.0.0.1"
  })
  void forwarded_isReadAsRfc7239(String peer, String header, String expected) {
    HttpServletRequest request = request(peer, "Forwarded", header);
    assertThat(ClientOrigin.of(request, config("forwarded")).address())
        .isEqualTo(AddressRanges.address(expected));
  }

  @Test
  void otherHeader_isNotTrusted() {
    HttpServletRequest request = request("127.0.0.1", "Forwarded", "for=198.51.100.1");
    assertThat(ClientOrigin.of(request, config("x-forwarded-for")).address())
        .isEqualTo(AddressRanges.address("127.0.0.1"));
    assertThat(ClientOrigin.of(request, config("forwarded")).requestedAuthority()).isEmpty();
  }
}
