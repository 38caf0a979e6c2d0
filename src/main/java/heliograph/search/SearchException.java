package heliograph.search;

/** The search index cannot do its work: foreign, corrupt, locked by another process, or I/O. */
public final class SearchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SearchException(String message) {
    super(message);
  }

  public SearchException(String message, Throwable cause) {
    super(message, cause);
  }
}
