package heliograph.negentropy;

/** The modes of a range, by their numbers on the wire. */
final class RangeMode {
  /** Nothing: the sender is done with the range. */
  static final int SKIP = 0;

  /** The fingerprint of the sender's items. */
  static final int FINGERPRINT = 1;

  /** The ids of the sender's items. */
  static final int ID_LIST = 2;

  private RangeMode() {}
}
