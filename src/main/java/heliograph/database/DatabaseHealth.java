package heliograph.database;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the database is.
 *
 * @param write the primary answers
 * @param read the server that is read from answers
 * @param writePoolSize connections to the primary
 * @param readPoolSize connections for reading
 * @param writeIdleCount those of the first that nobody uses
 * @param readIdleCount those of the second
 * @param writeWaitingCount threads that wait for one of the first
 * @param readWaitingCount threads that wait for one of the second
 * @param replica reads go to a replica
 * @param state {@code up}, or why not
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

  /** While there is no database. */
  static DatabaseHealth down(String reason) {
    return new DatabaseHealth(false, false, 0, 0, 0, 0, 0, 0, false, reason);
  }
}
