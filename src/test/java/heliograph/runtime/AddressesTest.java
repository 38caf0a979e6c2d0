package heliograph.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.config.HttpConfig;
import heliograph.config.RelayConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static HttpConfig http(String host, int port) {
    Map<String, String> values =
        Map.of("heliograph.http.host", host, "heliograph.http.port", "" + port);
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key))).fixed().http();
  }

  @Test
  void addressOfThisMachine_isTaken_alsoWhereTheServerListensAlready() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = server.getLocalPort();
      assertThatCode(() -> Addresses.check(http("127.0.0.1", port))).doesNotThrowAnyException();
      assertThatCode(() -> Addresses.check(http("*", port))).doesNotThrowAnyException();
    }
  }

  @Test
  void addressOfAnotherMachine_isNamed() {
    assertThatThrownBy(() -> Addresses.check(http("203.0.113.9", 7447)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("cannot listen on 203.0.113.9 port 7447: ");
  }
}
