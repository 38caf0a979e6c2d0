package heliograph.config;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * A relay's address in a normal form, so that all spellings of an address are equal: host in lower
 * case, in ASCII (IDNA) and without a dot at its end, IP addresses as RFC 5952 writes them, the
 * scheme's own port left out, no slash at the end. The scheme is ignored, because a proxy may
 * terminate TLS.
 *
 * @param host the host in normal form, an IPv6 address in brackets
 * @param port 0 for the port that the scheme implies
 * @param path empty for the root
 */
public record RelayUrl(String host, int port, String path) {
  private static final int PORT_MAX = 65_535;

  /**
   * Reads {@code wss://host[:port][/path]}; empty if it is not a relay address. A query or fragment
   * is left out; an address with a user is refused.
   */
  public static Optional<RelayUrl> parse(String text) {
    String url = text.strip();
    int colon = url.indexOf("://");
    int usual = colon < 0 ? -1 : usualPort(url.substring(0, colon));
    if (usual < 0 || url.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '\\')) {
      return Optional.empty();
    }
    int end = colon + 3;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(colon + 3, end);
    int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    hostEnd = hostEnd < 0 ? authority.length() : hostEnd;
    Optional<String> host = host(authority.substring(0, hostEnd));
    int port = port(authority.substring(hostEnd), usual);
    if (host.isEmpty() || port < 0) {
      return Optional.empty();
    }
    return Optional.of(new RelayUrl(host.get(), port == usual ? 0 : port, path(url, end)));
  }

  private static int usualPort(String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "ws", "http" -> 80;
      case "wss", "https" -> 443;
      default -> -1;
    };
  }

  /** Returns the port, {@code usual} if there is none, −1 if it is not valid. */
  private static int port(String text, int usual) {
    if (text.isEmpty() || text.equals(":")) {
      return usual;
    }
    if (!text.matches(":[0-9]{1,5}")) {
      return -1;
    }
    int port = Integer.parseInt(text.substring(1));
    return port == 0 || port > PORT_MAX ? -1 : port;
  }

  private static Optional<String> host(String text) {
    try {
      if (text.startsWith("[")) {
        String inner = text.substring(1, text.length() - 1);
        return Optional.of('[' + AddressRanges.text(AddressRanges.address(inner)) + ']');
      }
      String ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
      String host = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
      return host.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*") ? Optional.of(host) : Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static String path(String url, int from) {
    int end = from;
    while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
      end++;
    }
    while (end > from && url.charAt(end - 1) == '/') {
      end--;
    }
    return url.substring(from, end);
  }

  /**
   * Returns the address under which a client reached this relay, from its request's host and port.
   */
  public static RelayUrl requestedAuthority(String host, int port) {
    boolean usual = port == 80 || port == 443;
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    String name = bare ? '[' + host + ']' : host;
    return new RelayUrl(host(name).orElse(name.toLowerCase(Locale.ROOT)), usual ? 0 : port, "");
  }

  /** Returns the address at a path of the same server; an empty path is its root. */
  public RelayUrl at(String contextPath) {
    return new RelayUrl(host, port, path(contextPath, 0));
  }

  /** Returns true if the host always means the own machine, like localhost. */
  public boolean isLoopback() {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** Returns true if {@code other} has the same host and port. */
  public boolean isSameServer(RelayUrl other) {
    return host.equals(other.host) && port == other.port;
  }
}
