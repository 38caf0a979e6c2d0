package heliograph.database;

import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The data source of the container that the configuration names. */
final class ContainerSource {
  private ContainerSource() {}

  /**
   * Looks a data source up on the calling thread, because only the container's threads know its
   * names.
   *
   * @return {@code null} if the name is empty
   * @throws DatabaseException if the name is not local, or does not name a data source
   */
  @SuppressWarnings("BanJNDI") // the name is the operator's, and no address of another machine
  static @Nullable DataSource named(String name) {
    if (name.isEmpty()) {
      return null;
    }
    if (name.contains(":") && !name.startsWith("java:")) {
      throw new DatabaseException("heliograph.analytics.data-source must be a local name: " + name);
    }
    try {
      return new BorrowedSource((DataSource) new InitialContext().lookup(name));
    } catch (NamingException | ClassCastException e) {
      throw new DatabaseException(
          "heliograph.analytics.data-source names nothing that is a data source: " + name, e);
    }
  }
}
