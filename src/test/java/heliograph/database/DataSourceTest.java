package heliograph.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.analytics.Analytics;
import heliograph.analytics.TestStore;
import heliograph.config.AnalyticsConfig;
import heliograph.config.Mode;
import heliograph.config.RelayConfig;
import heliograph.metrics.InMemoryMeters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.Name;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data source of the container's, found by its name. */
@SuppressWarnings("BanJNDI") // that is how a container hands it over
class DataSourceTest {
  private static final AtomicReference<DataSource> BOUND = new AtomicReference<>();

  @TempDir private Path folder;

  /** A naming service with one name in it. */
  public static final class OneName implements InitialContextFactory {
    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
      return new InitialContext(true) {
        @Override
        public Object lookup(String name) throws NamingException {
          return lookup(new CompositeName(name));
        }

        @Override
        public Object lookup(Name name) throws NamingException {
          if (name.toString().equals("jdbc/analytics")) {
            return BOUND.get();
          }
          throw new NameNotFoundException(name.toString());
        }
      };
    }
  }

  @BeforeEach
  void bind() {
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, OneName.class.getName());
  }

  @AfterEach
  void unbind() {
    System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
  }

  private Analytics analytics(String name, TestStore store) {
    Map<String, String> settings =
        Map.of(
            "heliograph.data",
            folder.toString(),
            "heliograph.analytics.data-source",
            name,
            "DB_HOST",
            "nowhere.invalid");
    AnalyticsConfig config =
        RelayConfig.read(key -> Optional.ofNullable(settings.get(key))).fixed().analytics();
    return new Analytics(
        Mode.RELAY,
        config,
        DatabaseServer.at(new DatabaseServer.Address("nowhere.invalid", 1, "none", "nobody", "")),
        store.store,
        1_000,
        Clock.systemUTC(),
        new InMemoryMeters(),
        thread -> TestDatabase.threads());
  }

  @Test
  void dataSource_named_isUsedForEverything() throws Exception {
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder.resolve("store"))) {
      BOUND.set(PostgresSource.bounded(tables.address(), TestDatabase.config(Map.of()).database()));
      try (Analytics analytics = analytics("jdbc/analytics", store)) {
        analytics.start();
        assertThat(analytics.database().awaitUp(Duration.ofMinutes(3))).isTrue();
        assertThat(analytics.health().write()).isTrue();
        assertThat(analytics.health().read()).isTrue();
        analytics.upkeep().run();
      }
      assertThat(tables.number("SELECT count(*) FROM storage_snapshots")).isEqualTo(1);
      assertThat(tables.number("SELECT count(*) FROM job_runs WHERE outcome = 'failed'")).isZero();
    }
  }

  @Test
  void dataSource_thatIsNone_stopsTheStartAndIsNamed() {
    try (TestStore store = new TestStore(folder.resolve("store"))) {
      assertThatThrownBy(() -> analytics("jdbc/other", store).close())
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("jdbc/other");
      assertThatThrownBy(() -> analytics("ldap://elsewhere/x", store).close())
          .hasMessageContaining("must be a local name");
    }
  }
}
