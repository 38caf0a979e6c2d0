package heliograph.runtime;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Stops the relay when the server undeploys the application. Containers call this while the
 * application's class loader is still open; some destroy CDI beans only after it is closed, when a
 * class that is first needed then can no longer be loaded.
 */
@WebListener
public final class RelayStop implements ServletContextListener {
  @Inject private RelayLifecycle lifecycle;

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    lifecycle.stop();
  }
}
