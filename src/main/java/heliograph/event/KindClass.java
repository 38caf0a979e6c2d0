package heliograph.event;

/** How a relay stores events of a kind (NIP-01, "Kinds"). */
public enum KindClass {
  /** Every event is stored. This is the class of every kind that has no other, kind 41 included. */
  REGULAR,
  /** The latest event of each author and kind is stored. */
  REPLACEABLE,
  /** No event is stored. */
  EPHEMERAL,
  /** The latest event of each author, kind and {@code d} tag is stored. */
  ADDRESSABLE;

  /** Returns the class of a kind, 0–65535. */
  public static KindClass of(int kind) {
    if (kind == Kinds.PROFILE || kind == Kinds.FOLLOWS || kind >= 10_000 && kind < 20_000) {
      return REPLACEABLE;
    }
    if (kind >= 20_000 && kind < 30_000) {
      return EPHEMERAL;
    }
    return kind >= 30_000 && kind < 40_000 ? ADDRESSABLE : REGULAR;
  }
}
