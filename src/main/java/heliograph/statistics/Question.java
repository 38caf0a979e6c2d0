package heliograph.statistics;

import heliograph.database.Row;
import heliograph.database.Sql;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A statement that asks, with its parameters. Confined to one thread. */
final class Question {
  /** How long an answer may take before it is of no use to anybody. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final String text;
  private final Object[] parameters;

  /**
   * Creates a question; {@link #rows} asks it.
   *
   * @param name under which it is logged if it is slow
   * @param parameters in the order of their question marks
   */
  Question(String name, String text, Object... parameters) {
    this.name = name;
    this.text = text;
    this.parameters = parameters;
  }

  /** Returns all rows of the answer; the statement has the bound. */
  <T> List<T> rows(Questions questions, Function<Row, T> row) {
    return questions.ask(name, sql -> on(sql, row));
  }

  /** Returns all rows of the answer on a connection that the caller has. */
  <T> List<T> on(Sql sql, Function<Row, T> row) {
    return sql.query(text, parameters).timeout(TIMEOUT).list(row);
  }
}
