package heliograph.store;

/** The result of writing an event to the store. */
public sealed interface StoreResult {

  /**
   * The event is stored and durable.
   *
   * @param localId its number in this store: the feed's sequence number of its arrival
   */
  record Stored(long localId) implements StoreResult {}

  /** The event was stored before. */
  record Duplicate() implements StoreResult {}

  /** Another version of the same replaceable or addressable event takes precedence (NIP-01). */
  record Superseded(By by) implements StoreResult {}

  /** The version that takes precedence. */
  enum By {
    /** A newer version that is stored. */
    NEWER,
    /** A stored version of the same second with a lower id. */
    LOWER_ID,
    /** A newer version that was stored until it expired (NIP-40). */
    EXPIRED
  }

  /** The author has deleted the event, before or after it arrived (NIP-09). */
  record Deleted() implements StoreResult {}

  /** The store could not write; no part of the event is stored. */
  record Failed(String reason) implements StoreResult {
    /** The reason why no events are taken while the disk has less free space than configured. */
    public static final String DISK_NEARLY_FULL =
        "the relay's disk is nearly full, events cannot be stored now";

    /** The reason why a commit failed for want of free space. */
    public static final String DISK_FULL = "the relay's disk is full";

    /** Returns true if the text of an answer gives one of the two reasons above. */
    public static boolean isForWantOfDisk(String answer) {
      return answer.contains(DISK_NEARLY_FULL) || answer.contains(DISK_FULL);
    }
  }
}
