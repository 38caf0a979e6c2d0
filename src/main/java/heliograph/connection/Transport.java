package heliograph.connection;

import heliograph.protocol.RelayMessage;
import java.io.IOException;

/**
 * The WebSocket under a connection. Sending blocks, and only one thread at a time sends; {@link
 * #cut} may be called by any.
 */
public interface Transport {

  /** Sends one message, now or with the next {@link #flush}. */
  void send(RelayMessage message) throws IOException;

  /** Sends a ping, now or with the next {@link #flush}. */
  void ping() throws IOException;

  /** Answers a ping, now or with the next {@link #flush}. */
  void pong(byte[] payload) throws IOException;

  /** Sends the messages that are held back. */
  void flush() throws IOException;

  /**
   * Sends a close frame with a code of RFC 6455 and a reason of at most 123 bytes, after a flush.
   */
  void close(int code, String reason) throws IOException;

  /** Ends the connection without a close frame, also during a blocked send. Never throws. */
  void cut();

  /**
   * Discards the received part of an unfinished message: the client is being closed. Never blocks.
   */
  default void dropPart() {}
}
