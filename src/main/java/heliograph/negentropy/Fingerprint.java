package heliograph.negentropy;

/** The 16-byte digest of the ids in a range, as two big-endian words. */
record Fingerprint(long high, long low) {
  static final int BYTES = 16;
}
