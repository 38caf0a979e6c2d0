package heliograph.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.AddressRanges;
import heliograph.config.RelayConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the operator is told of a proxy that nobody trusts. */
class ProxyNoticeTest {
  private long nanos;
  private final ProxyNotice notice = new ProxyNotice(() -> nanos);

  private static RelayConfig config(String proxies) {
    Map<String, String> values = Map.of("heliograph.http.trusted-proxies", proxies);
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }

  private boolean look(String peer, String header, RelayConfig config) {
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                ProxyNoticeTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> arguments[0].equals(header) ? "198.51.100.1" : null);
    return notice.look(request, AddressRanges.address(peer), config);
  }

  @Test
  void untrustedNeighbourThatNamesAClient_isToldOnceAnHour() {
    RelayConfig nobody = config("");
    assertThat(look("127.0.0.1", "X-Forwarded-For", nobody)).isTrue();
    assertThat(look("127.0.0.1", "X-Forwarded-For", nobody)).isFalse();
    nanos += Duration.ofHours(1).toNanos();
    assertThat(look("10.0.0.7", "Forwarded", nobody)).isTrue();
  }

  @Test
  void directClientsAndStrangersAndTrustedProxies_giveNoReason() {
    assertThat(look("127.0.0.1", "Origin", config(""))).isFalse();
    assertThat(look("198.51.100.7", "X-Forwarded-For", config(""))).isFalse();
    assertThat(look("10.0.0.7", "Via", config("10.0.0.0/8"))).isFalse();
  }

  @Test
  void sentence_namesTheKeyThatMendsIt() {
    assertThat(ProxyNotice.sentence("10.0.0.7", config("")))
        .contains("profile private", "heliograph.http.trusted-proxies=10.0.0.7");
  }
}
