package heliograph.statistics;

import heliograph.database.Row;
import heliograph.database.Sql;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A query with its parameters. Confined to one thread. */
final class Question {
  /** The longest time that an answer may take. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final String text;
  private final Object[] parameters;

  /**
   * Creates a question, which {@link #rows} asks.
   *
   * @param name the name under which it is logged if it is slow
   * @param parameters the parameters in the order of their question marks
   */
  Question(String name, String text, Object... parameters) {
    this.name = name;
    this.text = text;
    this.parameters = parameters;
  }

  /** Returns all rows of the answer, whose number the statement limits. */
  <T> List<T> rows(Questions questions, Function<Row, T> row) {
    return questions.ask(name, sql -> on(sql, row));
  }

  /** Returns all rows of the answer on a connection that the caller has. */
  <T> List<T> on(Sql sql, Function<Row, T> row) {
    return sql.query(text, parameters).timeout(TIMEOUT).list(row);
  }
}
