package heliograph.database;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Thrown when the database cannot be reached, or a statement failed. */
public sealed class DatabaseException extends RuntimeException permits SqlException {
  private static final long serialVersionUID = 1;
  private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57");

  public DatabaseException(String message) {
    super(message);
  }

  public DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Finds the fault of the database within a fault of a library.
   *
   * @return the fault of the database, or {@code fault} itself if the database did not cause it
   */
  public static RuntimeException within(RuntimeException fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return new SqlException(sql);
      }
      if (cause instanceof DatabaseException away) {
        return away;
      }
    }
    return fault;
  }

  /**
   * Returns true if the query itself is valid and may be repeated later: there is no database or
   * free connection, it took too long, or a replica replayed changes in conflict with it (SQL
   * states of classes 08, 40, 53, 55 and 57).
   */
  public boolean isPassing() {
    Throwable cause = sqlCause();
    if (!(cause instanceof SQLException fault)) {
      return cause == null;
    }
    String state = String.valueOf(fault.getSQLState());
    return fault instanceof SQLTransientException
        || PASSING.contains(state.substring(0, Math.min(2, state.length())));
  }

  /** Returns true if the query has a value outside the range of its type (SQL states 22…). */
  public boolean isWrongValue() {
    return sqlCause() instanceof SQLException fault
        && String.valueOf(fault.getSQLState()).startsWith("22");
  }

  private @Nullable Throwable sqlCause() {
    return getCause() instanceof SqlException named ? named.getCause() : getCause();
  }
}
