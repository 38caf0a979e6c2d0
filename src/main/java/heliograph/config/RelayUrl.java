package heliograph.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A relay's address in the form that two spellings of it share: host in lower case, the scheme's
 * own port left out, no slash at the end. The scheme itself plays no part, for a proxy may end TLS.
 *
 * @param host in lower case
 * @param port 0 for the port that the scheme implies
 * @param path empty for the root
 */
public record RelayUrl(String host, int port, String path) {

  /** Reads {@code wss://host[:port][/path]}; empty when it is no relay address. */
  public static Optional<RelayUrl> parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    if (uri.getScheme() == null || uri.getHost() == null) {
      return Optional.empty();
    }
    int usual;
    switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "ws", "http" -> usual = 80;
      case "wss", "https" -> usual = 443;
      default -> {
        return Optional.empty();
      }
    }
    int port = uri.getPort() == -1 || uri.getPort() == usual ? 0 : uri.getPort();
    String path = uri.getPath() == null ? "" : uri.getPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return Optional.of(new RelayUrl(uri.getHost().toLowerCase(Locale.ROOT), port, path));
  }

  /** True if it names this very machine, whoever says it. */
  public boolean isLoopback() {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** The address under which a client reached this relay, from its request's host and port. */
  public static RelayUrl calledAs(String host, int port) {
    boolean usual = port == 80 || port == 443;
    return new RelayUrl(host.toLowerCase(Locale.ROOT), usual ? 0 : port, "");
  }
}
