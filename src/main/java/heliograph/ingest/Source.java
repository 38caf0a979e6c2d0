package heliograph.ingest;

/** Where an event comes from, and what is therefore checked besides its id, which always is. */
public enum Source {
  /** A client's EVENT. */
  CLIENT(Rules.CLIENT, true),
  /** The operator's file. */
  IMPORT(Rules.IMPORT, true),
  /** The operator's file, declared genuine. */
  TRUSTED_IMPORT(Rules.IMPORT, false),
  /** What the operator took out of the store and takes back. */
  RESTORED(Rules.NONE, true),
  /** The relay itself, which has just signed the event. */
  SELF(Rules.NONE, false);

  /** The rules that an event is held to. */
  enum Rules {
    /** Everything that policy asks of a client, its rates and allowances included. */
    CLIENT,
    /** The rules about what is never stored. */
    IMPORT,
    /** No rule. */
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

  /** Returns true for the events of strangers, who may not learn what they may not read. */
  boolean isClient() {
    return rules == Rules.CLIENT;
  }
}
