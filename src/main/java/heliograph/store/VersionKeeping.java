package heliograph.store;

import heliograph.event.PublicKey;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Which replaced versions of replaceable and addressable events a store keeps.
 *
 * @param author the authors whose versions are kept; called on the writer's thread, must return at
 *     once
 * @param versionsMax the maximum number of versions of one address; the newest are kept
 * @param time how long a version is kept after it was replaced
 */
public record VersionKeeping(Predicate<PublicKey> author, int versionsMax, Duration time) {
  /** No further versions are kept; those already kept stay. */
  public static final VersionKeeping NONE =
      new VersionKeeping(key -> false, 0, Duration.ofSeconds(Long.MAX_VALUE));
}
