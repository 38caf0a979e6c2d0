package heliograph.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A data source without settings. */
interface OneUserSource extends DataSource {
  @Override
  default Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the database has one user");
  }

  @Override
  default PrintWriter getLogWriter() throws SQLException {
    throw new SQLFeatureNotSupportedException("there is no log writer");
  }

  @Override
  default void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("there is no log writer");
  }

  @Override
  default void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("the pool has its own time-out");
  }

  @Override
  default int getLoginTimeout() {
    return 0;
  }

  @Override
  default Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("there is no logger");
  }

  @Override
  default <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("this wraps nothing");
  }

  @Override
  default boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
