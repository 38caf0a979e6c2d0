package heliograph.websocket;

import heliograph.config.AddressRanges;
import heliograph.config.RelayConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Logs a warning, once an hour at most, about a proxy that forwards clients but is not trusted to
 * name their addresses, so that all of them count as one address. Thread-safe.
 */
final class ProxyNotice {
  private static final Logger LOG = System.getLogger(ProxyNotice.class.getName());
  private static final long PAUSE_NANOS = Duration.ofHours(1).toNanos();
  private static final String[] HEADERS = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"};

  private final LongSupplier nanoClock;
  private final AtomicLong next;

  ProxyNotice(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    next = new AtomicLong(nanoClock.getAsLong());
  }

  /** Checks a handshake; returns true if it was a reason to warn. */
  boolean look(HttpServletRequest request, InetAddress client, RelayConfig config) {
    boolean neighbour = client.isLoopbackAddress() || client.isSiteLocalAddress();
    if (!neighbour
        || config.fixed().http().trustedProxies().contains(client)
        || !isPassedOn(request)) {
      return false;
    }
    long now = nanoClock.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + PAUSE_NANOS)) {
      return false;
    }
    LOG.log(Level.WARNING, sentence(AddressRanges.text(client), config));
    return true;
  }

  private static boolean isPassedOn(HttpServletRequest request) {
    for (String header : HEADERS) {
      if (request.getHeader(header) != null) {
        return true;
      }
    }
    return false;
  }

  static String sentence(String peer, RelayConfig config) {
    return "a proxy at "
        + peer
        + " passes clients on and is not trusted to say where they are, so all of them count as one"
        + " address (profile "
        + config.fixed().profile().spelled()
        + "); if it is yours, set heliograph.http.trusted-proxies="
        + peer;
  }
}
