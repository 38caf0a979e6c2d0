package heliograph.runtime;

import jakarta.servlet.Servlet;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * The JDK's implementation of the methods of records, {@link ObjectMethods}.
 *
 * <p>It caches, by a soft reference, how the last component type from a class loader of an
 * application is compared and hashed. This would keep an undeployed application in memory until the
 * heap gets short.
 */
final class RecordMethods {
  private RecordMethods() {}

  /**
   * Has a type cached that the server brings. Types of the JDK are cached elsewhere, and would not
   * take the place of the application's.
   */
  static void forgetTypes() {
    MethodHandle getter =
        MethodHandles.dropArguments(MethodHandles.zero(Servlet.class), 0, Object.class);
    bootstrap("hashCode", MethodType.methodType(int.class, Object.class), getter);
    bootstrap("equals", MethodType.methodType(boolean.class, Object.class, Object.class), getter);
  }

  private static void bootstrap(String method, MethodType type, MethodHandle getter) {
    try {
      ObjectMethods.bootstrap(
          MethodHandles.lookup(), method, type, Object.class, "component", getter);
    } catch (Throwable e) {
      throw new AssertionError(e); // the arguments are as the JDK's documentation asks
    }
  }
}
