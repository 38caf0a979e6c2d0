package heliograph.analytics;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way from a question to the database. Questions come on the container's threads, which read
 * the clients' messages as well, so only a few are at it at once; others wait a second for their
 * turn, then are told to come again. Thread-safe.
 */
final class Questions implements AutoCloseable {
  /** Fewer than the embedded database's pool for reading has connections. */
  static final int AT_ONCE_MAX = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Database database;
  private final Entities entities;
  private final Semaphore turns;

  /** For {@code atOnce} questions at a time. */
  Questions(Database database, int atOnce) {
    this.database = database;
    entities = new Entities(database);
    turns = new Semaphore(atOnce, true);
  }

  /** Asks in SQL when it is its turn. */
  <T> T ask(String name, Database.Work<T> question) {
    return inTurn(() -> database.read(name, question));
  }

  /** Asks for entities when it is its turn. */
  <T> T askEntities(String name, Function<EntityManager, T> question) {
    return inTurn(() -> entities.ask(name, question));
  }

  private <T> T inTurn(Supplier<T> question) {
    try {
      if (!turns.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new DatabaseException("too many questions at once");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("no answer: the relay stops");
    }
    try {
      return question.get();
    } finally {
      turns.release();
    }
  }

  @Override
  public void close() {
    entities.close();
  }
}
