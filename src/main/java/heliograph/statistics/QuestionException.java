package heliograph.statistics;

/** What was asked of the statistics makes no sense; the message says why, to whoever asked. */
public final class QuestionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public QuestionException(String message) {
    super(message);
  }

  public QuestionException(String message, Throwable cause) {
    super(message, cause);
  }
}
