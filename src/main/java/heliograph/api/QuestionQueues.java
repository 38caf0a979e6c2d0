package heliograph.api;

/**
 * The queues for requests that take long.
 *
 * @param statistics the queue for everybody's questions
 * @param administration the queue for administrators, who must not wait for strangers
 */
public record QuestionQueues(QuestionQueue statistics, QuestionQueue administration)
    implements AutoCloseable {
  @Override
  public void close() {
    statistics.close();
    administration.close();
  }
}
