package heliograph.event;

/**
 * Thrown when bytes from outside break the format. The message names the field and the fault and
 * may be shown to a client. Has no stack trace, because hostile input is frequent and must cost
 * little.
 */
public final class MalformedInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedInput(String message) {
    super(message, null, false, false);
  }

  /** Returns the message. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
