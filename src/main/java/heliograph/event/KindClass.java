package heliograph.event;

/** What a relay does with events of a kind (NIP-01, "Kinds"). */
public enum KindClass {
  /** All are kept. Every kind that no other class claims, kind 41 included. */
  REGULAR,
  /** The latest per author and kind is kept. */
  REPLACEABLE,
  /** None is kept. */
  EPHEMERAL,
  /** The latest per author, kind and {@code d} tag is kept. */
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
