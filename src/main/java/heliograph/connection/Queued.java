package heliograph.connection;

import heliograph.protocol.RelayMessage;

/** What waits in a client's outbound queue. */
sealed interface Queued {

  /** Which backlog a message belongs to. */
  enum Backlog {
    STORED,
    LIVE,
    REPLY
  }

  /**
   * A message.
   *
   * @param bytes it counts with in its backlog
   */
  record Message(RelayMessage message, Backlog backlog, int bytes) implements Queued {}

  /** Asks whether the client is there. */
  record Ping() implements Queued {}

  /** Answers its ping. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once
  record Pong(byte[] payload) implements Queued {}

  /** Ends the queue, behind everything before it; {@code last} when the client has said it too. */
  record Farewell(int code, String reason, boolean last) implements Queued {}
}
