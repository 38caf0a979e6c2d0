package heliograph.protocol;

/**
 * The machine-readable first word of an OK, CLOSED or NOTICE text (NIP-01, NIP-42, NIP-43, NIP-77).
 */
public enum MessagePrefix {
  DUPLICATE("duplicate"),
  POW("pow"),
  BLOCKED("blocked"),
  RATE_LIMITED("rate-limited"),
  INVALID("invalid"),
  RESTRICTED("restricted"),
  MUTE("mute"),
  ERROR("error"),
  UNSUPPORTED("unsupported"),
  AUTH_REQUIRED("auth-required"),
  INFO("info"),
  CLOSED("closed");

  private final String word;

  MessagePrefix(String word) {
    this.word = word;
  }

  /** Returns the word itself, without colon. */
  public String word() {
    return word;
  }

  /** Returns {@code word: sentence}. */
  public String text(String sentence) {
    return word + ": " + sentence;
  }
}
