package heliograph.database;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;

/** The database cannot be reached, or did not do what it was asked to. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57");

  public DatabaseException(String message) {
    super(message);
  }

  public DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * True if nothing is wrong with the question, so that it may be asked again later: there is no
   * database, no free connection, no time, or a replica moved on under the question (SQL states of
   * classes 08, 40, 53, 55 and 57).
   */
  public boolean isPassing() {
    Throwable cause = getCause();
    if (!(cause instanceof SQLException fault)) {
      return cause == null;
    }
    String state = String.valueOf(fault.getSQLState());
    return fault instanceof SQLTransientException
        || PASSING.contains(state.substring(0, Math.min(2, state.length())));
  }

  /** True if the question names a value that the database has no room for (SQL states 22…). */
  public boolean isWrongValue() {
    return getCause() instanceof SQLException fault
        && String.valueOf(fault.getSQLState()).startsWith("22");
  }
}
