package heliograph.statistics;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;

/**
 * The length of time of each figure of a series: whole hours, days, weeks from Monday, or months,
 * in UTC.
 */
public enum Interval {
  HOUR,
  DAY,
  WEEK,
  MONTH;

  /** Returns the name in requests and in PostgreSQL. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the interval with a name. */
  public static Interval parse(String text) {
    return Arrays.stream(values())
        .filter(interval -> interval.spelling().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new QuestionException("interval must be hour, day, week or month: " + text));
  }

  /** Returns the beginning of the interval that contains {@code at}. */
  public Instant start(Instant at) {
    ZonedDateTime time = at.atZone(ZoneOffset.UTC);
    ZonedDateTime start =
        switch (this) {
          case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
          case DAY -> time.truncatedTo(ChronoUnit.DAYS);
          case WEEK ->
              time.truncatedTo(ChronoUnit.DAYS)
                  .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
          case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        };
    return start.toInstant();
  }

  /** Returns the beginning of the interval after the one that begins at {@code start}. */
  public Instant next(Instant start) {
    ZonedDateTime time = start.atZone(ZoneOffset.UTC);
    ZonedDateTime next =
        switch (this) {
          case HOUR -> time.plusHours(1);
          case DAY -> time.plusDays(1);
          case WEEK -> time.plusWeeks(1);
          case MONTH -> time.plusMonths(1);
        };
    return next.toInstant();
  }
}
