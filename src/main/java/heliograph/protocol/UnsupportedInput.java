package heliograph.protocol;

/**
 * Thrown for a request that a client may send and that this relay does not serve. Never leaves this
 * room.
 */
final class UnsupportedInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedInput(String message) {
    super(message, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
