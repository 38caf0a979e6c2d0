package heliograph.search;

/**
 * Thrown when the search index cannot work: it is not one, corrupt, locked by another process, or
 * I/O failed.
 */
public final class SearchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SearchException(String message) {
    super(message);
  }

  public SearchException(String message, Throwable cause) {
    super(message, cause);
  }
}
