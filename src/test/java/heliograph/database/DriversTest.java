package heliograph.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;

/** What the relay leaves with the JVM. */
class DriversTest {
  @Test
  void release_leavesNoDriverOfTheRelay() throws SQLException {
    if (!Driver.isRegistered()) {
      Driver.register();
    }
    assertThat(DriverManager.drivers()).hasAtLeastOneElementOfType(Driver.class);
    try {
      Drivers.release();
      assertThat(DriverManager.drivers()).doesNotHaveAnyElementsOfTypes(Driver.class);
    } finally {
      Driver.register();
    }
  }
}
