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

  @Inject private SocketBuffers buffers;
  @Inject private DeflatePool deflates;

  private @Nullable UpgradedSocket socket;
  private @Nullable Connections connections;
  private @Nullable Origin origin;
  private @Nullable DeflateTerms terms;

  /**
   * Sets the result of the handshake, before the container calls {@link #init}.
   *
   * @param asked the connections to which it will belong
   * @param client the origin of the connection
   * @param agreed the terms of compression; null if messages are not compressed
   */
  void begin(Connections asked, Origin client, @Nullable DeflateTerms agreed) {
    connections = asked;
    origin = client;
    terms = agreed;
  }

  @Override
  public void init(WebConnection web) {
    try {
      Connections known = Objects.requireNonNull(connections);
      SocketDeflate deflate = terms == null ? null : new SocketDeflate(deflates, terms);
      socket = new UpgradedSocket(web, buffers, deflate, known.limits().messageBytesMax());
      socket.start(known, Objects.requireNonNull(origin));
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
