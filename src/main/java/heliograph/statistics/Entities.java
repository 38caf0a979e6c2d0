package heliograph.statistics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.database.Database;
import heliograph.database.DatabaseException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import java.util.List;
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
    PersistenceConfiguration unit =
        new PersistenceConfiguration("analytics")
            .provider(PROVIDER)
            .transactionType(PersistenceUnitTransactionType.RESOURCE_LOCAL)
            .sharedCacheMode(
                SharedCacheMode
                    .NONE) // relays that share a database do not notify each other of changes
            .validationMode(ValidationMode.NONE)
            .property("jakarta.persistence.nonJtaDataSource", database.readingSource())
            .property("jakarta.persistence.query.timeout", Question.TIMEOUT.toMillis() + "")
            .property("eclipselink.session-name", "analytics-" + UUID.randomUUID())
            .property("eclipselink.target-database", "PostgreSQL")
            .property("eclipselink.target-server", "None")
            .property("eclipselink.weaving", "false")
            .property("eclipselink.logging.level", "SEVERE");
    ENTITIES.forEach(unit::managedClass);
    return unit.createEntityManagerFactory();
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
