package heliograph.api;

/**
 * Thrown when there are too many requests at once; the client may repeat its request a little
 * later.
 */
final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BusyException() {
    super("too many questions at once");
  }
}
