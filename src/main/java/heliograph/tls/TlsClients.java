package heliograph.tls;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is behind the connections from the TLS listener to the server's own port, by the end that the
 * server sees. Nobody else's connection can have that end while it is here. Thread-safe.
 */
public final class TlsClients {
  private final Map<InetSocketAddress, TlsClient> byEnd = new ConcurrentHashMap<>();

  /** The client behind a connection, if it came over TLS. */
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
