package heliograph.store.rules;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.store.StoreResult;
import heliograph.store.StoreResult.By;
import org.jspecify.annotations.Nullable;

/**
 * Which of two versions of an address is kept: the newer one, of the same second that with the
 * lower id (NIP-01). Stateless.
 */
public final class Precedence {
  private Precedence() {}

  /**
   * Returns the result of an event if the version that is stored takes precedence, otherwise null.
   *
   * @param createdAt of the stored version
   * @param id of the stored version
   */
  public static @Nullable StoreResult ofStored(NostrEvent event, long createdAt, EventId id) {
    if (createdAt > event.createdAt()) {
      return new StoreResult.Superseded(By.NEWER);
    }
    return createdAt == event.createdAt() && id.compareTo(event.id()) < 0
        ? new StoreResult.Superseded(By.LOWER_ID)
        : null;
  }

  /** Returns the result of an event if a version that has expired (NIP-40) takes precedence. */
  public static @Nullable StoreResult ofExpired(NostrEvent event, long createdAt, EventId id) {
    return ofStored(event, createdAt, id) == null ? null : new StoreResult.Superseded(By.EXPIRED);
  }
}
