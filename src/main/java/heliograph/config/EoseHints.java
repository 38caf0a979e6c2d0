package heliograph.config;

/** Which clients are given hints with their EOSE (NIP-67). */
public enum EoseHints {
  /** Those that ask for them in a filter. */
  ASKED,
  /** All, also those that take such an EOSE for malformed. */
  ALWAYS,
  /** None; NIP-67 is not advertised. */
  NEVER
}
