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

/** Where the container hands over a connection that has become a WebSocket. */
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
   * Notes what the handshake came to, before the container calls {@link #init}.
   *
   * @param client where the connection comes from
   * @param agreed how messages are compressed, where they are
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
