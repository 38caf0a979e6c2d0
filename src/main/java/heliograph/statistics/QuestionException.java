package heliograph.statistics;

/** Thrown when a question to the statistics is not valid; the message tells the caller why. */
public final class QuestionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public QuestionException(String message) {
    super(message);
  }

  public QuestionException(String message, Throwable cause) {
    super(message, cause);
  }
}
