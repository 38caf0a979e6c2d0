package heliograph.connection;

import heliograph.protocol.RelayMessage;

/** An entry of a client's outbound queue. */
sealed interface Queued {

  /** The part of the backlog that a message belongs to. */
  enum Part {
    STORED,
    LIVE,
    REPLY
  }

  /**
   * A message of the relay.
   *
   * @param bytes the bytes counted for it in its part of the backlog
   */
  record Message(RelayMessage message, Part part, int bytes) implements Queued {}

  /** A ping, which checks whether the client still answers. */
  record Ping() implements Queued {}

  /** The answer to a ping of the client. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once
  record Pong(byte[] payload) implements Queued {}
}
