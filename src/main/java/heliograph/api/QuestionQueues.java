package heliograph.api;

/**
 * Who answers what takes long.
 *
 * @param statistics for everybody's questions
 * @param administration for administrators', whom a crowd of strangers must not keep waiting
 */
public record QuestionQueues(QuestionQueue statistics, QuestionQueue administration)
    implements AutoCloseable {
  @Override
  public void close() {
    statistics.close();
    administration.close();
  }
}
