package heliograph.websocket;

import heliograph.connection.Transport;
import heliograph.protocol.RelayMessage;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/** A Jakarta WebSocket session as a connection's transport: each message is sent at once. */
final class SessionTransport implements Transport {
  private static final Logger LOG = System.getLogger(SessionTransport.class.getName());

  private final Session session;

  SessionTransport(Session session) {
    this.session = session;
  }

  /** Closes a client for which there is no room with 1013, try again later. */
  void refuse() {
    try {
      close(1013, "no room, try again later");
    } catch (IOException e) {
      cut();
    }
  }

  @Override
  public void send(RelayMessage message) throws IOException {
    session.getBasicRemote().sendText(message.text());
  }

  @Override
  public void ping() throws IOException {
    session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
  }

  @Override
  public void pong(byte[] payload) throws IOException {
    session.getBasicRemote().sendPong(ByteBuffer.wrap(payload));
  }

  @Override
  public void flush() {
    // messages are sent at once
  }

  @Override
  public void close(int code, String reason) throws IOException {
    session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
  }

  @Override
  public void cut() {
    try {
      close(1011, "");
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "cut failed fault={0}", String.valueOf(e));
    }
  }
}
