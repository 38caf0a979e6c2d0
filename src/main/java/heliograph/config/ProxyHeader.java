package heliograph.config;

/** The header in which a trusted proxy names the client. */
public enum ProxyHeader {
  X_FORWARDED_FOR,
  /** The header {@code Forwarded} (RFC 7239). */
  FORWARDED
}
