package heliograph.tls;

import java.time.Duration;

/**
 * The time limits of a TLS connection. The listener cuts a connection that exceeds one.
 *
 * @param handshake from the connection to the end of the handshake
 * @param request from the handshake until the server has read the first request
 * @param answer from a request, or the last byte of an answer, to the next of either
 * @param sending to send one record
 * @param close from the close of one direction to that of the other
 */
record TlsTimeouts(
    Duration handshake, Duration request, Duration answer, Duration sending, Duration close) {
  /** Long enough for a slow line. */
  static final TlsTimeouts DEFAULT =
      new TlsTimeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10));
}
