package heliograph.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A client whose address nobody noted is not taken for the machine itself. */
class RelayEndpointTest {
  @Test
  void open_withoutOrigin_isRefused() {
    List<Integer> codes = new ArrayList<>();
    Session session =
        (Session)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Session.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    codes.add(((CloseReason) arguments[0]).getCloseCode().getCode());
                    return null;
                  }
                  return method.getName().equals("getUserProperties") ? Map.of() : null;
                });

    new RelayEndpoint().open(session);

    assertThat(codes).containsExactly(1013);
  }
}
