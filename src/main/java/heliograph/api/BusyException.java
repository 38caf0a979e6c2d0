package heliograph.api;

/** Too much is asked at once: to be asked again a little later. */
final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BusyException() {
    super("too many questions at once");
  }
}
