package heliograph.api;

import jakarta.ws.rs.ext.RuntimeDelegate;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The executors of Open Liberty's JAX-RS, RESTEasy, that all applications of a server share.
 *
 * <pre>
 * Each creates a thread for the end of the JVM, and a thread takes over the context class loader
 * of its creator. RESTEasy creates the executors for the first application that needs them. The
 * context class loader would be that application's, and keep its classes in memory for as long as
 * the JVM runs. No heap dump shows why: Open Liberty loads classes by Class.forName with the
 * context class loader, and the JVM then records, outside of the heap, that this loader depends on
 * the loader of the classes. So the executors are created before an application needs them, with
 * RESTEasy's own class loader as context class loader.
 * </pre>
 */
public final class SharedExecutors {
  private static final Logger LOG = System.getLogger(SharedExecutors.class.getName());

  private static final List<String> NAMES =
      List.of(
          "org.jboss.resteasy.concurrent.GlobalContextualExecutorService",
          "org.jboss.resteasy.concurrent.GlobalContextualScheduledExecutorService");

  private SharedExecutors() {}

  /** Creates the executors; does nothing where JAX-RS is another than RESTEasy. */
  public static void create() {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    ClassLoader shared = RuntimeDelegate.getInstance().getClass().getClassLoader();
    thread.setContextClassLoader(shared);
    try {
      for (String name : NAMES) {
        Class.forName(name, true, shared);
      }
    } catch (ClassNotFoundException e) {
      LOG.log(Level.DEBUG, "JAX-RS shares no such executor: {0}", e.getMessage());
    } finally {
      thread.setContextClassLoader(own);
    }
  }
}
