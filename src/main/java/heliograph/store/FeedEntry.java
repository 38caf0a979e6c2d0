package heliograph.store;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;

/** One change of the store. */
public sealed interface FeedEntry {

  /** Returns the position in the feed, which grows by one with each change. */
  long seq();

  /** An event was stored; {@code seq} is its local id. */
  record Put(long seq, NostrEvent event) implements FeedEntry {}

  /** An event was stored and has been removed since; its removal follows in the feed. */
  record PutSinceRemoved(long seq, EventId id, PublicKey pubkey, int kind) implements FeedEntry {}

  /** An event was removed. */
  record Removed(long seq, Cause cause, EventId id, PublicKey pubkey, int kind)
      implements FeedEntry {}

  /** Why an event was removed. */
  enum Cause {
    /** Its author asked for it (NIP-09), or an administrator purged it. */
    DELETED(1),
    /** A newer version replaced it (NIP-01). */
    REPLACED(2),
    /** It expired (NIP-40). */
    EXPIRED(3),
    /** Its author or its recipient has vanished (NIP-62). */
    VANISHED(4);

    private final int code;

    Cause(int code) {
      this.code = code;
    }

    /** Returns the code of the cause in the store; never 0, never changed. */
    public int code() {
      return code;
    }

    /**
     * Returns the cause with a code.
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
