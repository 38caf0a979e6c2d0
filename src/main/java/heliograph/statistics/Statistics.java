package heliograph.statistics;

import heliograph.database.Database;
import heliograph.database.DatabaseHealth;
import java.time.Clock;

/**
 * The questions that the database answers, by subject. Each is one statement on the pool for
 * reading, with a bound on its rows and, where its table grows with time, on the time it is about.
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

  /** Returns what happened. */
  public EventStatistics events() {
    return events;
  }

  /** Returns what was asked and refused. */
  public RequestStatistics requests() {
    return requests;
  }

  /** Returns how the stores and the statistics themselves are. */
  public OperationStatistics operation() {
    return operation;
  }

  /** Returns what the follow graph has of groups. */
  public GroupStatistics graph() {
    return graph;
  }

  /** Returns what the follow graph has of accounts. */
  public AccountStatistics accounts() {
    return accounts;
  }

  /** Returns the questions about authors' public lists. */
  public ListStatistics lists() {
    return lists;
  }

  /** Returns how the database and its pools are; known even while it is away. */
  public DatabaseHealth health() {
    return database.health();
  }

  /** Lets go of what was made to ask; the database stays as it is. */
  @Override
  public void close() {
    questions.close();
  }
}
