package heliograph.database;

import java.sql.SQLException;

/** What the database, or the connection to it, answered to a statement that failed. */
public final class SqlException extends DatabaseException {
  private static final long serialVersionUID = 1;

  private final String state;

  SqlException(SQLException fault) {
    super(String.valueOf(fault.getMessage()), fault);
    state = String.valueOf(fault.getSQLState());
  }

  /** Returns the SQLSTATE, such as {@code 55P03}; {@code null} as text if the driver knew none. */
  public String state() {
    return state;
  }

  /** Returns true if the connection is what failed: SQL states of classes 08 and 57P. */
  boolean isLost() {
    return state.startsWith("08") || state.startsWith("57P");
  }
}
