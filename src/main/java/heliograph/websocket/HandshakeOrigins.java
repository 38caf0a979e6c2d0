package heliograph.websocket;

import heliograph.connection.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Origins of handshakes on their way through the container's engine, which shows an endpoint
 * nothing of the request: kept by the handshake's nonce from the filter to the endpoint. Bounded:
 * beyond the number that can be open at once, origins of handshakes that failed are forgotten.
 * Thread-safe.
 */
@ApplicationScoped
public class HandshakeOrigins {
  private static final int UNDER_WAY_MAX = 10_000;

  private final Map<String, Origin> origins = new ConcurrentHashMap<>();

  void put(String nonce, Origin origin) {
    if (origins.size() >= UNDER_WAY_MAX) {
      origins.clear();
    }
    origins.put(nonce, origin);
  }

  Optional<Origin> take(String nonce) {
    return Optional.ofNullable(origins.remove(nonce));
  }
}
