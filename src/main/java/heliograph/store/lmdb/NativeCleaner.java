package heliograph.store.lmdb;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Keeps the libraries of lmdbjava (jffi and jnr) from keeping an undeployed application in memory.
 *
 * <pre>
 * jffi frees native memory by a java.lang.ref.Cleaner, whose thread lives until its list
 * of memory to be freed is empty. The list has an entry for the opened library, which refers to
 * the library itself, so it is never empty. So the thread keeps the class loader of an undeployed
 * application in memory, with everything that the application has loaded.
 * </pre>
 *
 * <p>The cleaner that jffi gets here has no thread. With it jffi would free only the library and
 * the descriptions of its functions, a few hundred bytes each, which live as long as the
 * application.
 */
public final class NativeCleaner {
  private static final Logger LOG = System.getLogger(NativeCleaner.class.getName());
  private static final String OWNER = "com.kenai.jffi.internal.Cleaner";
  private static final String MEMORY = "jnr.ffi.provider.jffi.TransientNativeMemory";

  /** Whether this application has used the libraries; checking the libraries would load them. */
  private static volatile boolean used;

  private NativeCleaner() {}

  /** Gives jffi the cleaner; called before an environment is opened. */
  static synchronized void install() {
    used = true;
    try {
      Field field = Class.forName(OWNER).getDeclaredField("cleaner");
      field.setAccessible(true);
      if (field.get(null) == null) {
        field.set(null, withoutThread(Thread.ofPlatform().daemon().unstarted(() -> {})));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "an undeployed application stays in memory fault={0}", e);
    }
  }

  /** Returns a cleaner whose thread does no work and ends. */
  static Cleaner withoutThread(Thread idle) {
    return Cleaner.create(ignored -> idle);
  }

  /**
   * Removes what jnr keeps for each thread; called when no thread uses LMDB any more. The JVM must
   * open java.lang to the application, as those of Open Liberty and Payara do.
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
