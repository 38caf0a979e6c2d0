package heliograph.config;

/** For what a client must have authenticated (NIP-42). */
public enum AuthMode {
  /** For nothing but what a NIP demands it for. */
  OPEN,
  /** To publish. */
  WRITE,
  /** To query and subscribe. */
  READ,
  /** For both. */
  BOTH;

  public boolean guardsWriting() {
    return this == WRITE || this == BOTH;
  }

  public boolean guardsReading() {
    return this == READ || this == BOTH;
  }
}
