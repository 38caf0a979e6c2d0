package heliograph.websocket;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Locale;

/** Hands the origin of a handshake to the endpoint, in the user properties of its session. */
public final class OriginConfigurator extends ServerEndpointConfig.Configurator {
  static final String ORIGIN = "heliograph.origin";

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    request.getHeaders().entrySet().stream()
        .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals("sec-websocket-key"))
        .map(header -> List.copyOf(header.getValue()).getFirst())
        .flatMap(nonce -> CDI.current().select(HandshakeOrigins.class).get().take(nonce).stream())
        .forEach(origin -> config.getUserProperties().put(ORIGIN, origin));
  }
}
