package heliograph.bench;

/** Receives what happens on a link, on the thread that turns its loop. */
@FunctionalInterface
interface LinkListener {

  /** The relay has agreed to speak WebSocket. */
  default void opened(Link link) {}

  /** A whole text message; the bytes are good during the call only. */
  void message(Link link, byte[] bytes, int from, int to);

  /** The relay ended the link, or it broke; not called for ends that this side asked for. */
  default void closed(Link link, String reason) {}
}
