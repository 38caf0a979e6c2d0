package heliograph.analytics;

import static java.time.DayOfWeek.SUNDAY;
import static java.time.temporal.TemporalAdjusters.previousOrSame;

import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** What the database's upkeep is due to do by itself, and when; in UTC. */
enum MaintenanceJob {
  /** Ten past midnight: the summary of the day that has just ended. */
  SUMMARY(LocalTime.of(0, 10)),
  /** {@code 0 2 * * *}. */
  DAILY(LocalTime.of(2, 0)),
  /** {@code 0 3 * * 0}: the daily job and vacuum. */
  WEEKLY(LocalTime.of(3, 0)),
  /** {@code 0 4 1 * *}: the daily job, and old partitions go. */
  MONTHLY(LocalTime.of(4, 0));

  private final LocalTime time;

  MaintenanceJob(LocalTime time) {
    this.time = time;
  }

  /** As {@code job_runs} names it. */
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
