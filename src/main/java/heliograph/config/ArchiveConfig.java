package heliograph.config;

import java.time.Duration;

/**
 * The versions of replaceable and addressable events that are kept after they were replaced.
 *
 * @param keep the authors whose versions are kept
 * @param versionsMax the maximum number of versions of one address; the newest are kept
 * @param time how long a version is kept after it was replaced
 */
public record ArchiveConfig(Keep keep, int versionsMax, Duration time) {

  /** The authors whose replaced versions are kept. */
  public enum Keep {
    OFF,
    TRUSTED,
    ALL
  }

  static ArchiveConfig read(StartupConfigReader in) {
    return new ArchiveConfig(
        in.choice(
            "heliograph.archive.keep",
            Keep.TRUSTED,
            "Whose replaced versions of replaceable and addressable events are kept: off, trusted"
                + " authors or all."),
        in.integer(
            "heliograph.archive.versions-max",
            50,
            1,
            10_000,
            "Replaced versions kept of one address; the newest stay."),
        in.duration(
            "heliograph.archive.time",
            "365d",
            "How long after it was replaced a version is kept."));
  }
}
