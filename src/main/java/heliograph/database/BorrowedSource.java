package heliograph.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of a container's pool as the relay needs them: each commits its statements, may write
 * and reads what is committed, whatever the pool's own defaults are. A connection goes back as it
 * was taken, for many pools hand it to the next one as it comes: what was left undone is rolled
 * back, and whether it commits, whether it may write and its isolation are set back. One that
 * cannot be set back is cut, so that nobody gets it. Thread-safe.
 */
final class BorrowedSource implements OneUserSource {
  private static final Logger LOG = System.getLogger(BorrowedSource.class.getName());

  private final DataSource pool;

  BorrowedSource(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection taken = pool.getConnection();
    try {
      State state = State.of(taken);
      State.OURS.apply(taken, state);
      return (Connection)
          Proxy.newProxyInstance(
              BorrowedSource.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              new Borrowed(taken, state));
    } catch (SQLException e) {
      taken.close();
      throw e;
    }
  }

  /** What a connection keeps from one of its users to the next. */
  private record State(boolean commits, boolean readsOnly, int isolation) {
    static final State OURS = new State(true, false, Connection.TRANSACTION_READ_COMMITTED);

    static State of(Connection connection) throws SQLException {
      boolean commits = connection.getAutoCommit();
      if (!commits) {
        connection.rollback(); // or it could not be asked, or changed
      }
      return new State(commits, connection.isReadOnly(), connection.getTransactionIsolation());
    }

    /** Brings a connection, which is between two transactions, from a state to this one. */
    void apply(Connection connection, State from) throws SQLException {
      if (readsOnly != from.readsOnly) {
        connection.setReadOnly(readsOnly);
      }
      if (isolation != from.isolation) {
        connection.setTransactionIsolation(isolation);
      }
      if (commits != from.commits) {
        connection.setAutoCommit(commits);
      }
    }
  }

  /** A connection in use: everything is passed on but its end. Confined to one thread. */
  private static final class Borrowed implements InvocationHandler {
    private final Connection taken;
    private final State state;
    private boolean isBack;

    Borrowed(Connection taken, State state) {
      this.taken = taken;
      this.state = state;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
        throws Throwable {
      if (method.getName().equals("close")) {
        giveBack();
        return null;
      }
      try {
        return method.invoke(taken, arguments);
      } catch (InvocationTargetException e) {
        throw Objects.requireNonNullElse(e.getCause(), e);
      }
    }

    private void giveBack() throws SQLException {
      if (isBack) {
        return;
      }
      isBack = true;
      try {
        if (!taken.isClosed()) {
          state.apply(taken, State.of(taken));
        }
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "connection cut fault={0}", String.valueOf(e));
        taken.abort(Runnable::run);
      } finally {
        taken.close();
      }
    }
  }
}
