package heliograph.config;

import java.time.Duration;

/**
 * What is kept of replaceable and addressable events after they were replaced.
 *
 * @param keep whose versions
 * @param versionsMax versions of one address; the newest stay
 * @param time how long after it was replaced a version stays
 */
public record ArchiveConfig(Keep keep, int versionsMax, Duration time) {

  /** Whose replaced versions are kept. */
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
