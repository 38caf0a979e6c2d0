package heliograph.store;

/** What became of an event handed to the store. */
public sealed interface StoreResult {

  /**
   * It is stored, and durable.
   *
   * @param localId its number in this store: the feed's sequence number of its arrival
   */
  record Stored(long localId) implements StoreResult {}

  /** The event was stored before. */
  record Duplicate() implements StoreResult {}

  /** Another version of the same replaceable or addressable event is the one to keep (NIP-01). */
  record Superseded(By by) implements StoreResult {}

  /** What supersedes a version. */
  enum By {
    /** A newer one that is stored. */
    NEWER,
    /** One of the same second with a lower id that is stored. */
    LOWER_ID,
    /** A newer one that was stored until it expired (NIP-40). */
    EXPIRED
  }

  /** Its author has deleted it, before or after it was first seen (NIP-09). */
  record Deleted() implements StoreResult {}

  /** The store could not write; nothing of the event is stored. */
  record Failed(String reason) implements StoreResult {}
}
