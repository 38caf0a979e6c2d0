package heliograph.analytics;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The way from a question to the database. Questions come on the container's threads, which read
 * the clients' messages as well, so only a few are at it at once; others wait a second for their
 * turn, then are told to come again. Thread-safe.
 */
final class Questions {
  /** Fewer than the embedded database's pool for reading has connections. */
  static final int AT_ONCE_MAX = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Database database;
  private final Semaphore turns;

  /** For {@code atOnce} questions at a time. */
  Questions(Database database, int atOnce) {
    this.database = database;
    turns = new Semaphore(atOnce, true);
  }

  /** Asks when it is its turn. */
  <T> T ask(String name, Database.Work<T> question) {
    boolean turn = false;
    try {
      turn = turns.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      if (!turn) {
        throw new DatabaseException("too many questions at once");
      }
      return database.read(name, question);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("no answer: the relay stops");
    } finally {
      if (turn) {
        turns.release();
      }
    }
  }
}
