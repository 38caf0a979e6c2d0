package heliograph.config;

/** The requests for which a client must have authenticated (NIP-42). */
public enum AuthMode {
  /** Only those for which a NIP requires it. */
  OPEN,
  /** Publishing. */
  WRITE,
  /** Queries and subscriptions. */
  READ,
  /** Publishing, queries and subscriptions. */
  BOTH;

  public boolean guardsWriting() {
    return this == WRITE || this == BOTH;
  }

  public boolean guardsReading() {
    return this == READ || this == BOTH;
  }
}
