package heliograph.database;

import java.sql.SQLException;

/** Thrown when a statement fails, with the fault of the database or of the connection. */
public final class SqlException extends DatabaseException {
  private static final long serialVersionUID = 1;

  private final String state;

  SqlException(SQLException fault) {
    super(String.valueOf(fault.getMessage()), fault);
    state = String.valueOf(fault.getSQLState());
  }

  /** Returns the SQLSTATE, such as {@code 55P03}; the text {@code null} if the driver gave none. */
  public String state() {
    return state;
  }

  /** Returns true if the connection failed: SQL states of classes 08 and 57P. */
  boolean isLost() {
    return state.startsWith("08") || state.startsWith("57P");
  }
}
