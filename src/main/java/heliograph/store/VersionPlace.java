package heliograph.store;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;

/**
 * A place among the versions of an address: the newest come first, and of those of one second the
 * lowest id, which is the one that NIP-01 keeps. What comes after a place does not change when
 * newer versions are added, so that pages which begin after the last version of the page before
 * skip none.
 */
public record VersionPlace(long createdAt, EventId id) {
  private static final EventId HIGHEST = new EventId(-1, -1, -1, -1);

  /** The place before all versions. */
  public static final VersionPlace START = olderThan(Long.MAX_VALUE);

  /** Returns the place before all versions that are older than {@code createdAt}. */
  public static VersionPlace olderThan(long createdAt) {
    return new VersionPlace(createdAt, HIGHEST);
  }

  /** Returns the place of a version. */
  public static VersionPlace of(NostrEvent version) {
    return new VersionPlace(version.createdAt(), version.id());
  }

  /** Returns true if a version comes after this place. */
  public boolean precedes(NostrEvent version) {
    return version.createdAt() < createdAt
        || version.createdAt() == createdAt && version.id().compareTo(id) > 0;
  }
}
