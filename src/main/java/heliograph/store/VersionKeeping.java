package heliograph.store;

import heliograph.event.PublicKey;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Which replaced versions of replaceable and addressable events a store keeps.
 *
 * @param author whose versions are kept; asked on the writer's thread, must answer at once
 * @param versionsMax versions of one address; the newest stay
 * @param time how long after it was replaced a version stays
 */
public record VersionKeeping(Predicate<PublicKey> author, int versionsMax, Duration time) {
  /** Nothing more is kept; what is there stays. */
  public static final VersionKeeping NONE =
      new VersionKeeping(key -> false, 0, Duration.ofSeconds(Long.MAX_VALUE));
}
