package heliograph.ingest;

/** Where an event comes from, which decides what is checked besides its id. */
public enum Source {
  /** A client sent the event with EVENT. */
  CLIENT(Rules.CLIENT, true),
  /** The operator imports the event from a file. */
  IMPORT(Rules.IMPORT, true),
  /** The operator imports the event from a file and declares that it is genuine. */
  TRUSTED_IMPORT(Rules.IMPORT, false),
  /** The operator restores an event that was removed before. */
  RESTORED(Rules.NONE, true),
  /** The relay has signed the event itself. */
  SELF(Rules.NONE, false);

  /** The rules that apply to an event. */
  enum Rules {
    /** All rules for clients, including rates and allowances. */
    CLIENT,
    /** The rules about events that are never stored. */
    IMPORT,
    /** No rules. */
    NONE
  }

  private final Rules rules;
  private final boolean signature;

  Source(Rules rules, boolean signature) {
    this.rules = rules;
    this.signature = signature;
  }

  Rules rules() {
    return rules;
  }

  /** Returns true if the signature is verified. */
  boolean needsSignature() {
    return signature;
  }

  /**
   * Returns true for events of clients, which may not learn about events that they may not read.
   */
  boolean isClient() {
    return rules == Rules.CLIENT;
  }
}
