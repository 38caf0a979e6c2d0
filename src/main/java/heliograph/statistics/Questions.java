package heliograph.statistics;

import heliograph.database.Database;
import heliograph.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Asks the database questions, in SQL or for entities. Thread-safe. */
final class Questions implements AutoCloseable {
  private final Database database;
  private final Entities entities;

  Questions(Database database) {
    this.database = database;
    entities = new Entities(database);
  }

  /** Asks a question in SQL. */
  <T> T ask(String name, Function<Sql, T> question) {
    return database.ask(name, question);
  }

  /** Asks a question for entities. */
  <T> T askEntities(String name, Function<EntityManager, T> question) {
    return entities.ask(name, question);
  }

  @Override
  public void close() {
    entities.close();
  }
}
