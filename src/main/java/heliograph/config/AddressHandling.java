package heliograph.config;

/** How much of a client's IP address the statistics keep. */
public enum AddressHandling {
  /** The whole address. */
  FULL,
  /** Its network: the first 24 bits of IPv4, the first 48 of IPv6. */
  TRUNCATED,
  /**
   * A keyed hash: it distinguishes clients, but hides their addresses from anybody without the
   * salt.
   */
  HASHED
}
