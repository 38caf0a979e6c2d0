package heliograph.websocket;

import heliograph.connection.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The origins of handshakes that pass through the container's engine, which does not show the
 * request to an endpoint: the filter stores them by the handshake's nonce, and the endpoint takes
 * them. Bounded by the number of handshakes that can be open at once; beyond it, origins of failed
 * handshakes are dropped. Thread-safe.
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
