package heliograph.statistics;

import heliograph.database.Database;
import heliograph.database.DatabaseHealth;
import java.time.Clock;

/**
 * The questions that the database answers, by subject. Each is one statement on the pool for
 * reading, with a limit on its rows and, where its table grows with time, on its period.
 * Thread-safe.
 */
public final class Statistics implements AutoCloseable {
  private final Database database;
  private final Questions questions;
  private final EventStatistics events;
  private final RequestStatistics requests;
  private final OperationStatistics operation;
  private final GroupStatistics graph;
  private final AccountStatistics accounts;
  private final ListStatistics lists;

  /** Creates the questions of a database. */
  public Statistics(Database database, Clock clock) {
    this.database = database;
    questions = new Questions(database);
    events = new EventStatistics(questions, clock);
    requests = new RequestStatistics(questions, clock);
    operation = new OperationStatistics(questions, clock);
    graph = new GroupStatistics(questions);
    accounts = new AccountStatistics(questions);
    lists = new ListStatistics(questions);
  }

  /** Returns the questions about events. */
  public EventStatistics events() {
    return events;
  }

  /** Returns the questions about requests and refusals. */
  public RequestStatistics requests() {
    return requests;
  }

  /** Returns the questions about stores, relays and maintenance. */
  public OperationStatistics operation() {
    return operation;
  }

  /** Returns the questions about groups in the follow graph. */
  public GroupStatistics graph() {
    return graph;
  }

  /** Returns the questions about accounts in the follow graph. */
  public AccountStatistics accounts() {
    return accounts;
  }

  /** Returns the questions about authors' public lists. */
  public ListStatistics lists() {
    return lists;
  }

  /** Returns the health of the database and its pools; available even while the database is not. */
  public DatabaseHealth health() {
    return database.health();
  }

  /** Releases the entities' factory; the database stays open. */
  @Override
  public void close() {
    questions.close();
  }
}
