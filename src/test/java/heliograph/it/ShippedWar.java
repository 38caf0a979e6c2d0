package heliograph.it;

import java.net.URI;

/**
 * Base of the black-box tests that need no settings of their own: the relay that they share, met
 * only by its address.
 */
public class ShippedWar {
  /** Where clients connect. */
  protected static URI webSocket() {
    return URI.create("ws://127.0.0.1:" + SharedRelay.port() + "/");
  }

  /** The address of {@code path}, which starts with a slash. */
  protected static URI http(String path) {
    return URI.create("http://127.0.0.1:" + SharedRelay.port() + path);
  }
}
