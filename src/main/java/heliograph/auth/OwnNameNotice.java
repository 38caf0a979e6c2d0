package heliograph.auth;

import heliograph.config.OwnUrls;
import heliograph.config.RelayUrl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs a warning when clients call this relay by a name that it does not know to be its own, and
 * says what to configure. Warns once for each of five names at most, because clients choose the
 * names. Thread-safe.
 */
public final class OwnNameNotice {
  private static final Logger LOG = System.getLogger(OwnNameNotice.class.getName());
  private static final int NAMES_MAX = 5;
  private static final Set<String> NAMED = ConcurrentHashMap.newKeySet();

  private OwnNameNotice() {}

  /** Reports that a proof was refused because of the address in it. */
  public static void refused(String text, OwnUrls own) {
    Optional<RelayUrl> url = RelayUrl.parse(text);
    if (own.isEmpty()
        && url.isPresent()
        && NAMED.size() < NAMES_MAX
        && NAMED.add(url.get().host() + ":" + url.get().port())) {
      LOG.log(Level.WARNING, sentence(url.get(), OwnUrls.isSecure(text)));
    }
  }

  static String sentence(RelayUrl url, boolean isSecure) {
    String address =
        (isSecure ? "wss://" : "ws://") + url.host() + (url.port() == 0 ? "" : ":" + url.port());
    return "a client proved itself to "
        + address
        + ", which this relay does not know to be its own, so it was refused; if it is, set"
        + " heliograph.relay.url="
        + address
        + " or add it to heliograph.auth.relay-urls";
  }
}
