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
 * Lends connections of a container's pool in the state that the relay needs: auto-commit, writable
 * and READ COMMITTED, whatever the pool's defaults are. A connection is returned in its original
 * state, because many pools lend it again without a reset: an open transaction is rolled back, and
 * auto-commit, read-only and isolation are restored. A connection that cannot be restored is cut,
 * so that it is not lent again. Thread-safe.
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

  /** The state that a connection keeps between its users. */
  private record State(boolean commits, boolean readsOnly, int isolation) {
    static final State OURS = new State(true, false, Connection.TRANSACTION_READ_COMMITTED);

    static State of(Connection connection) throws SQLException {
      boolean commits = connection.getAutoCommit();
      if (!commits) {
        // an open transaction would keep the state from being read or changed
        connection.rollback();
      }
      return new State(commits, connection.isReadOnly(), connection.getTransactionIsolation());
    }

    /** Changes a connection without an open transaction from {@code from} to this state. */
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

  /**
   * A borrowed connection: all calls are passed on, except those that close it. Confined to one
   * thread.
   */
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
