package heliograph.websocket;

import heliograph.connection.ClientConnection;
import heliograph.connection.Connections;
import heliograph.connection.Origin;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The relay at {@code /} on the container's own WebSocket engine, with one instance for each
 * client. Used when {@code heliograph.websocket.engine} is {@code container} ({@link
 * ContainerEngine}); otherwise {@link UpgradeFilter} takes the handshakes. {@code @Dependent} lets
 * Open Liberty inject.
 */
@Dependent
@ServerEndpoint(value = "/", configurator = OriginConfigurator.class)
public class RelayEndpoint {
  private static final Logger LOG = System.getLogger(RelayEndpoint.class.getName());

  @Inject private Connections connections;

  private @Nullable ClientConnection connection;

  @OnOpen
  public void open(Session session) {
    SessionTransport transport = new SessionTransport(session);
    if (!(session.getUserProperties().get(OriginConfigurator.ORIGIN) instanceof Origin origin)) {
      transport.refuse(); // a client that bypassed the filter has not been checked
      return;
    }
    // above the relay's own limit, so that the relay can send a NOTICE before it closes
    int engineMax = 2 * connections.limits().messageBytesMax();
    session.setMaxTextMessageBufferSize(engineMax);
    session.setMaxBinaryMessageBufferSize(engineMax);
    session.setMaxIdleTimeout(0);
    connection = connections.open(transport, origin).orElse(null);
    if (connection == null) {
      transport.refuse();
    } else {
      connection.greet();
    }
  }

  @OnMessage
  public void text(String message) {
    if (connection != null) {
      connection.received(message);
    }
  }

  @OnMessage
  public void binary(ByteBuffer message) {
    if (connection != null) {
      connection.receivedBinary();
    }
  }

  @OnMessage
  public void pong(PongMessage message) {
    if (connection != null) {
      connection.receivedPong();
    }
  }

  @OnError
  public void error(Throwable fault) {
    LOG.log(Level.DEBUG, "websocket fault={0}", String.valueOf(fault));
  }

  @OnClose
  public void close(CloseReason reason) {
    if (connection != null) {
      connection.ended();
    }
  }
}
