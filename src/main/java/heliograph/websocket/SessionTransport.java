package heliograph.websocket;

import heliograph.connection.Transport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/** A Jakarta WebSocket session as a connection's transport. */
final class SessionTransport implements Transport {
  private static final Logger LOG = System.getLogger(SessionTransport.class.getName());

  private final Session session;

  SessionTransport(Session session) {
    this.session = session;
  }

  @Override
  public void send(String text) throws IOException {
    session.getBasicRemote().sendText(text);
  }

  @Override
  public void ping() throws IOException {
    session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
  }

  @Override
  public void close(int code, String reason) {
    try {
      session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "close failed fault={0}", String.valueOf(e));
    }
  }
}
