package heliograph.store;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;

/** One change of the store. */
public sealed interface FeedEntry {

  /** Position in the feed; grows by one with each change. */
  long seq();

  /** An event was stored; {@code seq} is its local id. */
  record Put(long seq, NostrEvent event) implements FeedEntry {}

  /** An event was stored and is gone again; its removal follows in the feed. */
  record PutSinceRemoved(long seq, EventId id, PublicKey pubkey, int kind) implements FeedEntry {}

  /** An event was removed. */
  record Removed(long seq, Cause cause, EventId id, PublicKey pubkey, int kind)
      implements FeedEntry {}

  /** Why an event was removed. */
  enum Cause {
    /** Its author asked for it (NIP-09), or an administrator purged it. */
    DELETED(1),
    /** A newer version took its place (NIP-01). */
    REPLACED(2),
    /** Its time was over (NIP-40). */
    EXPIRED(3),
    /** Its author, or the one it was for, has vanished (NIP-62). */
    VANISHED(4);

    private final int code;

    Cause(int code) {
      this.code = code;
    }

    /** Returns the number that stands for it in the store; never 0, never changed. */
    public int code() {
      return code;
    }

    /**
     * Returns the cause with this code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Cause of(int code) {
      for (Cause cause : values()) {
        if (cause.code == code) {
          return cause;
        }
      }
      throw new IllegalArgumentException("no cause has the code " + code);
    }
  }
}
