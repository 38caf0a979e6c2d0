package heliograph.database;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The health of the database.
 *
 * @param write whether the primary answers
 * @param read whether the server for reading answers
 * @param writePoolSize the number of connections to the primary
 * @param readPoolSize the number of connections for reading
 * @param writeIdleCount the number of idle connections to the primary
 * @param readIdleCount the number of idle connections for reading
 * @param writeWaitingCount the number of threads that wait for a connection to the primary
 * @param readWaitingCount the number of threads that wait for a connection for reading
 * @param replica whether reads go to a replica
 * @param state {@code up}, or why it is not
 */
public record DatabaseHealth(
    boolean write,
    boolean read,
    int writePoolSize,
    int readPoolSize,
    int writeIdleCount,
    int readIdleCount,
    int writeWaitingCount,
    int readWaitingCount,
    boolean replica,
    String state) {

  /** Returns every figure by its name, in the order of this record. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    try {
      for (RecordComponent component : DatabaseHealth.class.getRecordComponents()) {
        figures.put(component.getName(), component.getAccessor().invoke(this));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record has an accessor for each component", e);
    }
    return figures;
  }

  /** Returns the health while there is no database. */
  static DatabaseHealth down(String reason) {
    return new DatabaseHealth(false, false, 0, 0, 0, 0, 0, 0, false, reason);
  }
}
