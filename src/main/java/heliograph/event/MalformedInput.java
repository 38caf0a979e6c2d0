package heliograph.event;

/**
 * Bytes from outside that are not what their place asks for. The message names the field and the
 * fault in words fit for a client. Carries no stack trace: hostile input is ordinary, and cheap.
 */
public final class MalformedInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedInput(String message) {
    super(message, null, false, false);
  }

  /** Returns the fault in words. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
