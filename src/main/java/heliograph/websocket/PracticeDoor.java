package heliograph.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.connection.Connections;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leads the handshakes of the warm-up to its own relay, so that it can use the server's sockets as
 * a client does, and nothing of it reaches the relay of the clients.
 *
 * <p>Who has the key is led there; the answer tells the client that it has reached this process. It
 * is closed except during the warm-up. Thread-safe.
 */
public final class PracticeDoor {
  /** The header with the key in a request, and with the answer in the response. */
  public static final String HEADER = "Heliograph-Practice";

  private record Opened(String key, String answer, Connections connections) {}

  private volatile @Nullable Opened opened;

  /** Opens it: handshakes with {@code key} get {@code answer} and are led to these connections. */
  public void open(String key, String answer, Connections connections) {
    opened = new Opened(key, answer, connections);
  }

  /** Closes it. */
  public void close() {
    opened = null;
  }

  /** Returns where a handshake of the warm-up leads; empty for any other. */
  Optional<Connections> behind(HttpServletRequest request, HttpServletResponse response) {
    Opened door = opened;
    String key = door == null ? null : request.getHeader(HEADER);
    if (door == null || key == null || !isEqual(key, door.key)) {
      return Optional.empty();
    }
    response.setHeader(HEADER, door.answer);
    return Optional.of(door.connections);
  }

  /** Compares in a time that does not depend on where they differ. */
  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
  }
}
