package heliograph.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** The JDBC drivers that came with the relay, which register themselves with the JVM. */
public final class Drivers {
  private static final Logger LOG = System.getLogger(Drivers.class.getName());

  private Drivers() {}

  /**
   * Removes the drivers from the JVM's list, which would keep an undeployed application in memory.
   */
  public static void release() {
    ClassLoader own = Drivers.class.getClassLoader();
    List<Driver> ours =
        DriverManager.drivers()
            .filter(driver -> own.equals(driver.getClass().getClassLoader()))
            .toList();
    for (Driver driver : ours) {
      try {
        DriverManager.deregisterDriver(driver);
      } catch (SQLException e) {
        LOG.log(Level.WARNING, "driver stays registered driver=" + driver, e);
      }
    }
  }
}
