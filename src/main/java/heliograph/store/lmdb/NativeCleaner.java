package heliograph.store.lmdb;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Keeps the libraries below lmdbjava (jffi and jnr) from holding an application that was taken
 * away.
 *
 * <pre>
 * jffi frees native memory by a java.lang.ref.Cleaner, whose thread lives until the list of what is
 * to be freed is empty. That list holds the opened library, whose entry holds the library itself: it
 * is never empty. So the thread keeps the class loader of an application that was taken away, with
 * everything that the application has loaded.
 * </pre>
 *
 * <p>The cleaner that it gets here has no thread. What jffi would free by it are the library and
 * the descriptions of its functions, a few hundred bytes each, which live as long as the
 * application.
 */
public final class NativeCleaner {
  private static final Logger LOG = System.getLogger(NativeCleaner.class.getName());
  private static final String OWNER = "com.kenai.jffi.internal.Cleaner";
  private static final String MEMORY = "jnr.ffi.provider.jffi.TransientNativeMemory";

  /** Whether this application has used the libraries; asking them would load them. */
  private static volatile boolean used;

  private NativeCleaner() {}

  /** Gives jffi the cleaner; to be called before an environment is opened. */
  static synchronized void install() {
    used = true;
    try {
      Field field = Class.forName(OWNER).getDeclaredField("cleaner");
      field.setAccessible(true);
      if (field.get(null) == null) {
        field.set(null, withoutThread(Thread.ofPlatform().daemon().unstarted(() -> {})));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "an application that is taken away stays in memory fault={0}", e);
    }
  }

  /** Returns a cleaner that starts a thread which does none of its work, and ends. */
  static Cleaner withoutThread(Thread idle) {
    return Cleaner.create(ignored -> idle);
  }

  /**
   * Takes from every thread what jnr keeps for it; to be called when nobody calls LMDB any more.
   * The JVM must have java.lang open to the application, as Open Liberty's and Payara's have.
   */
  public static void forgetThreads() {
    if (!used) {
      return;
    }
    try {
      Field field = Class.forName(MEMORY).getDeclaredField("currentMagazine");
      field.setAccessible(true);
      Method remove = ThreadLocal.class.getDeclaredMethod("remove", Thread.class);
      remove.setAccessible(true);
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        remove.invoke(field.get(null), thread);
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.DEBUG, "threads keep native memory until they end fault={0}", e);
    }
  }
}
