package heliograph.ingest;

/** Where an event comes from, as far as it changes how it is checked. */
public enum Source {
  /** A client's EVENT: everything is checked. */
  CLIENT,
  /** The operator's file: id and signature are checked, limits are not. */
  IMPORT,
  /** The operator's file, declared genuine: only the id is checked. */
  TRUSTED_IMPORT,
  /**
   * What the operator took out of the store and takes back: id and signature are checked, no rule.
   */
  RESTORED,
  /** The relay itself, which has just signed it. */
  SELF;

  boolean needsSignature() {
    return this == CLIENT || this == IMPORT || this == RESTORED;
  }

  boolean isSpared() {
    return this == SELF || this == RESTORED;
  }
}
