package heliograph.connection;

import java.io.IOException;

/**
 * The WebSocket under a connection. Sending blocks; only one thread at a time sends. Closing may
 * happen from any thread and makes a blocked send fail.
 */
public interface Transport {

  /** Sends one text message. */
  void send(String text) throws IOException;

  /** Sends a ping. */
  void ping() throws IOException;

  /** Closes with a code of RFC 6455 and a reason of at most 123 bytes. Never throws. */
  void close(int code, String reason);
}
