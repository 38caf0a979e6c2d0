package heliograph.tls;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients of open TLS connections, by the local address and port from which the listener has
 * connected to the server. No other connection can have that address and port meanwhile.
 * Thread-safe.
 */
public final class TlsClients {
  private final Map<InetSocketAddress, TlsClient> byEnd = new ConcurrentHashMap<>();

  /** Returns the client of a connection with this remote end, if it is one over TLS. */
  public Optional<TlsClient> behind(InetSocketAddress end) {
    return Optional.ofNullable(byEnd.get(end));
  }

  void add(InetSocketAddress end, TlsClient client) {
    byEnd.put(end, client);
  }

  void remove(InetSocketAddress end) {
    byEnd.remove(end);
  }
}
