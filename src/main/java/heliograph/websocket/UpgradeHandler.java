package heliograph.websocket;

import heliograph.connection.Connections;
import heliograph.connection.Origin;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Receives a connection from the container after its upgrade to WebSocket. */
@Dependent
public class UpgradeHandler implements HttpUpgradeHandler {
  private static final Logger LOG = System.getLogger(UpgradeHandler.class.getName());

  @Inject private Connections connections;
  @Inject private SocketBuffers buffers;
  @Inject private DeflatePool deflates;

  private @Nullable UpgradedSocket socket;
  private @Nullable Origin origin;
  private @Nullable DeflateTerms terms;

  /**
   * Sets the result of the handshake, before the container calls {@link #init}.
   *
   * @param client the origin of the connection
   * @param agreed the terms of compression; null if messages are not compressed
   */
  void begin(Origin client, @Nullable DeflateTerms agreed) {
    origin = client;
    terms = agreed;
  }

  @Override
  public void init(WebConnection web) {
    try {
      SocketDeflate deflate = terms == null ? null : new SocketDeflate(deflates, terms);
      socket = new UpgradedSocket(web, buffers, deflate, connections.limits().messageBytesMax());
      socket.start(connections, Objects.requireNonNull(origin));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "upgrade failed fault={0}", String.valueOf(e));
    }
  }

  @Override
  public void destroy() {
    if (socket != null) {
      socket.destroyed();
    }
  }
}
