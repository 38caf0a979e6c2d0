package heliograph.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import org.postgresql.Driver;

/** The JDBC driver that came with the relay, which registers itself with the JVM. */
public final class Drivers {
  private static final Logger LOG = System.getLogger(Drivers.class.getName());

  private Drivers() {}

  /**
   * Removes the driver from the JVM's list, which would keep an undeployed application in memory.
   * The driver is loaded here at the latest, so that a pool that is still connecting cannot
   * register it afterwards.
   */
  public static void release() {
    try {
      if (Driver.isRegistered()) {
        Driver.deregister();
      }
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "the driver stays registered", e);
    }
  }
}
