package heliograph.store;

/** The store cannot do its work: wrong version, locked by another process, broken, or I/O. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
