package heliograph.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests are opening handshakes. */
class HandshakeTest {
  @ParameterizedTest
  @CsvSource({
    "GET, HTTP/1.1, websocket, Upgrade, true",
    "GET, HTTP/1.1, WebSocket, 'keep-alive, upgrade', true",
    "POST, HTTP/1.1, websocket, Upgrade, false",
    "GET, HTTP/2.0, websocket, Upgrade, false",
    "GET, HTTP/2, websocket, Upgrade, false",
    "GET, HTTP/1.1, h2c, Upgrade, false",
    "GET, HTTP/1.1, websocket, keep-alive, false"
  })
  void handshake_isAGetOverHttp1_thatAsksForAWebSocket(
      String method, String version, String upgrade, String connection, boolean asks) {
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) ->
                    switch (called.getName()) {
                      case "getMethod" -> method;
                      case "getProtocol" -> version;
                      case "getHeader" -> arguments[0].equals("Upgrade") ? upgrade : connection;
                      default -> throw new AssertionError(called.getName());
                    });
    assertThat(Handshake.isAsked(request)).isEqualTo(asks);
  }
}
