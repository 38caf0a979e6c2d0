package heliograph.websocket;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

/** The container's own WebSocket engine. */
public final class ContainerEngine {
  private ContainerEngine() {}

  /** Lets it serve the relay at {@code /}; called while the application starts. */
  public static void open(ServletContext context) {
    Object found = context.getAttribute(ServerContainer.class.getName());
    if (!(found instanceof ServerContainer container)) {
      throw new IllegalStateException("this server has no WebSocket engine");
    }
    try {
      container.addEndpoint(RelayEndpoint.class);
    } catch (DeploymentException e) {
      throw new IllegalStateException("the container does not open the relay's endpoint", e);
    }
  }
}
