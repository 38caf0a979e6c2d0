package heliograph.tls;

import java.time.Duration;

/**
 * How long a client over TLS may take before it is cut.
 *
 * @param handshake to shake hands, from the moment it has connected
 * @param request from there until the server has read its first request
 * @param answer from a request, or the last byte of an answer, to the next of either
 * @param sending to take one record
 * @param farewell from one end's farewell to the other's
 */
record Patience(
    Duration handshake, Duration request, Duration answer, Duration sending, Duration farewell) {
  /** What a slow line manages. */
  static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10));
}
