package heliograph.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections of a pool that hands each on as it was given back. */
class BorrowedSourceTest {
  private final TestDatabase tables = new TestDatabase();
  private final StickyPool pool = new StickyPool(tables.address());

  /** A pool of the plainest kind: it sets nothing, and sets nothing back. */
  private static final class StickyPool implements OneUserSource {
    private final DataSource source;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final List<Connection> cut = new ArrayList<>();
    private boolean staysReadOnly;

    StickyPool(DatabaseServer.Address address) {
      source = PostgresSource.bounded(address, TestDatabase.config(Map.of()).database());
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection kept = idle.poll();
      Connection real = kept == null ? source.getConnection() : kept;
      return (Connection)
          Proxy.newProxyInstance(
              StickyPool.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                switch (method.getName()) {
                  case "close" -> {
                    if (!cut.contains(real)) {
                      idle.push(real);
                    }
                    return null;
                  }
                  case "abort" -> {
                    cut.add(real);
                    return null;
                  }
                  default -> {
                    if (staysReadOnly
                        && List.of(arguments == null ? new Object[0] : arguments).contains(false)) {
                      throw new SQLException("it stays as it is");
                    }
                    try {
                      return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                      throw Objects.requireNonNull(e.getCause());
                    }
                  }
                }
              });
    }

    Connection one() {
      assertThat(idle).hasSize(1);
      return idle.getFirst();
    }
  }

  @AfterEach
  void close() throws SQLException {
    for (Connection connection : pool.idle) {
      connection.close();
    }
    tables.close();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, 2",
    "true, true, 2",
    "true, false, 8",
    "false, false, 4",
    "false, true, 8"
  })
  void connection_ofAnyPool_isAsTheRelayNeedsItAndGoesBackAsItWas(
      boolean commits, boolean readsOnly, int isolation) throws SQLException {
    try (Connection first = pool.getConnection()) {
      first.setReadOnly(readsOnly);
      first.setTransactionIsolation(isolation);
      first.setAutoCommit(commits);
    }
    try (Connection taken = new BorrowedSource(pool).getConnection()) {
      assertThat(taken.getAutoCommit()).isTrue();
      assertThat(taken.isReadOnly()).isFalse();
      assertThat(taken.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      execute(taken, "CREATE TABLE kept (n int)");
      taken.setReadOnly(true);
      taken.setAutoCommit(false);
      taken.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    }
    Connection back = pool.one();
    assertThat(back.getAutoCommit()).isEqualTo(commits);
    assertThat(back.isReadOnly()).isEqualTo(readsOnly);
    assertThat(back.getTransactionIsolation()).isEqualTo(isolation);
  }

  @Test
  void connection_givenBackInATransaction_undoesIt() throws SQLException {
    BorrowedSource source = new BorrowedSource(pool);
    try (Connection taken = source.getConnection()) {
      execute(taken, "CREATE TABLE kept (n int)");
      taken.setAutoCommit(false);
      execute(taken, "INSERT INTO kept VALUES (1)");
    }
    assertThat(tables.number("SELECT count(*) FROM kept")).isZero();
    try (Connection taken = source.getConnection()) {
      taken.setAutoCommit(false);
      assertThatThrownBy(() -> execute(taken, "SELECT 1 / 0")).isInstanceOf(SQLException.class);
    }
    assertThat(pool.one().getAutoCommit()).isTrue();
    execute(pool.one(), "INSERT INTO kept VALUES (2)");
  }

  @Test
  void connection_closedTwice_isGivenBackOnce() throws SQLException {
    Connection taken = new BorrowedSource(pool).getConnection();
    taken.close();
    taken.close();
    assertThat(pool.idle).hasSize(1);
  }

  @Test
  void connection_thatCannotBeSetBack_isCut() throws SQLException {
    try (Connection taken = new BorrowedSource(pool).getConnection()) {
      taken.setReadOnly(true);
      pool.staysReadOnly = true;
    }
    assertThat(pool.idle).isEmpty();
    assertThat(pool.cut).hasSize(1);
    pool.cut.getFirst().close();
  }
}
