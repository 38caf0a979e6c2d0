package heliograph.statistics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.database.Database;
import heliograph.database.DatabaseException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.spi.PersistenceProvider;
import jakarta.persistence.spi.PersistenceProviderResolverHolder;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tables that people page through, as read-only entities. Configured here and not by a {@code
 * persistence.xml}, because the data source is created here (ADR 0018). The factory is created with
 * the first question, because the provider needs a database to start. Thread-safe.
 */
final class Entities implements AutoCloseable {
  private static final String PROVIDER = "org.eclipse.persistence.jpa.PersistenceProvider";
  private static final List<Class<?>> ENTITIES =
      List.of(
          AccountEntity.class,
          FollowerTrendEntity.class,
          GenerationEntity.class,
          JobRunEntity.class,
          RequestedKeyEntity.class,
          RequestedKeyOfKindEntity.class,
          TrustRankEntity.class);

  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable EntityManagerFactory factory;

  Entities(Database database) {
    this.database = database;
  }

  /** Asks a question with a new entity manager, which has no entities of earlier questions. */
  <T> T ask(String name, Function<EntityManager, T> question) {
    return database.askThrough(
        name,
        () -> {
          try (EntityManager entities = manager()) {
            return question.apply(entities);
          } catch (PersistenceException e) {
            throw DatabaseException.within(e);
          }
        });
  }

  private EntityManager manager() {
    lock.lock();
    try {
      EntityManagerFactory made = factory == null ? make() : factory;
      try {
        EntityManager manager = made.createEntityManager();
        factory = made;
        return manager;
      } catch (PersistenceException | DatabaseException e) {
        made.close(); // a factory that failed to start does not start later
        factory = null;
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  private EntityManagerFactory make() {
    Properties properties = new Properties();
    properties.setProperty("jakarta.persistence.query.timeout", Question.TIMEOUT.toMillis() + "");
    properties.setProperty("eclipselink.session-name", "analytics-" + UUID.randomUUID());
    properties.setProperty("eclipselink.target-database", "PostgreSQL");
    properties.setProperty("eclipselink.target-server", "None");
    properties.setProperty("eclipselink.weaving", "false");
    properties.setProperty("eclipselink.logging.level", "SEVERE");
    EntityUnit unit = new EntityUnit(PROVIDER, ENTITIES, database.readingSource(), properties);
    return provider().createContainerEntityManagerFactory(unit, Map.of());
  }

  private static PersistenceProvider provider() {
    return PersistenceProviderResolverHolder.getPersistenceProviderResolver()
        .getPersistenceProviders()
        .stream()
        .filter(provider -> provider.getClass().getName().equals(PROVIDER))
        .findFirst()
        .orElseThrow(() -> new PersistenceException("the server has no EclipseLink"));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (factory != null) {
        factory.close();
        factory = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
