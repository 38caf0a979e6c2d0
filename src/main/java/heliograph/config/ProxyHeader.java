package heliograph.config;

/** The header in which a trusted proxy says for whom it asks. */
public enum ProxyHeader {
  X_FORWARDED_FOR,
  /** RFC 7239. */
  FORWARDED
}
