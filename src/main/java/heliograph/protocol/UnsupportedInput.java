package heliograph.protocol;

/** Something a client may ask for that this relay does not serve. Never leaves this room. */
final class UnsupportedInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedInput(String message) {
    super(message, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
