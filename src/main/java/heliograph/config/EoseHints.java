package heliograph.config;

/** The clients that get hints with EOSE (NIP-67). */
public enum EoseHints {
  /** Those that ask for them in a filter. */
  ASKED,
  /** All clients, also those that consider such an EOSE malformed. */
  ALWAYS,
  /** No client; NIP-67 is not advertised. */
  NEVER
}
