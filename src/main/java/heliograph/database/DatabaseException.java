package heliograph.database;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The database cannot be reached, or a statement failed there. */
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
   * Finds what the database said in a fault of a library that speaks to it.
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
   * True if nothing is wrong with the question, so that it may be asked again later: there is no
   * database, no free connection, no time, or a replica moved on under the question (SQL states of
   * classes 08, 40, 53, 55 and 57).
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

  /** True if the question names a value that the database has no room for (SQL states 22…). */
  public boolean isWrongValue() {
    return sqlCause() instanceof SQLException fault
        && String.valueOf(fault.getSQLState()).startsWith("22");
  }

  private @Nullable Throwable sqlCause() {
    return getCause() instanceof SqlException named ? named.getCause() : getCause();
  }
}
