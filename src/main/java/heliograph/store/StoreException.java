package heliograph.store;

/**
 * Thrown when the store cannot work: it is of another version, locked by another process, broken,
 * or I/O failed.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
