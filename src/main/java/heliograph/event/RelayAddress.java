package heliograph.event;

import java.util.Locale;
import java.util.Optional;

/**
 * Normalizes relay addresses in events so that two spellings of one address are equal: without
 * white space around it, scheme and host in lower case, no slash at the end.
 */
public final class RelayAddress {
  private static final int LENGTH_MAX = 256;

  private RelayAddress() {}

  /** Returns the address; empty for text that is not an address of ws or wss or is too long. */
  public static Optional<String> of(String text) {
    String url = text.strip();
    int scheme = url.indexOf("://");
    if (scheme < 0 || url.length() > LENGTH_MAX || !PlainText.isPlain(url)) {
      return Optional.empty();
    }
    int path = url.indexOf('/', scheme + 3);
    String host = (path < 0 ? url : url.substring(0, path)).toLowerCase(Locale.ROOT);
    boolean relay = host.startsWith("ws://") || host.startsWith("wss://");
    String rest = path < 0 ? "" : url.substring(path);
    while (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    return relay && host.length() > scheme + 3 ? Optional.of(host + rest) : Optional.empty();
  }
}
