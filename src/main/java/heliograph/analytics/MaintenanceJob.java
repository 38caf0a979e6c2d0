package heliograph.analytics;

import static java.time.DayOfWeek.SUNDAY;
import static java.time.temporal.TemporalAdjusters.previousOrSame;

import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** The scheduled maintenance jobs of the database and their times, in UTC. */
enum MaintenanceJob {
  /** Summarizes the day that has just ended; runs ten minutes past midnight. */
  SUMMARY(LocalTime.of(0, 10)),
  /** Runs the daily maintenance, at {@code 0 2 * * *}. */
  DAILY(LocalTime.of(2, 0)),
  /** Runs the daily maintenance and a vacuum, at {@code 0 3 * * 0}. */
  WEEKLY(LocalTime.of(3, 0)),
  /** Runs the daily maintenance and drops old partitions, at {@code 0 4 1 * *}. */
  MONTHLY(LocalTime.of(4, 0));

  private final LocalTime time;

  MaintenanceJob(LocalTime time) {
    this.time = time;
  }

  /** Returns the name of the job in {@code job_runs}. */
  String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the last time, up to now, at which it was due. */
  Instant due(Instant now) {
    OffsetDateTime latest = now.atOffset(ZoneOffset.UTC);
    if (latest.toLocalTime().isBefore(time)) {
      latest = latest.minusDays(1);
    }
    latest =
        switch (this) {
          case SUMMARY, DAILY -> latest;
          case WEEKLY -> latest.with(previousOrSame(SUNDAY));
          case MONTHLY -> latest.withDayOfMonth(1);
        };
    return latest.with(time).toInstant();
  }
}
