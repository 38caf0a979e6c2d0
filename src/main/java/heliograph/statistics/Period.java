package heliograph.statistics;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The period of a question, a leap year at most.
 *
 * @param from the first moment in it
 * @param to the first moment after it
 */
public record Period(Instant from, Instant to) {
  /** The end of the times that PostgreSQL and whole months can represent. */
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  private static final Duration MAX = Duration.ofDays(366);

  /** Creates a period; refuses one that is empty, too long or outside the calendar. */
  public Period {
    if (from.isBefore(Instant.EPOCH) || !from.isBefore(to)) {
      throw new QuestionException("from must be before to, and not before 1970");
    }
    if (to.isAfter(END)) {
      throw new QuestionException("to must not be after the year 9998");
    }
    require(Duration.between(from, to), MAX);
  }

  private static void require(Duration length, Duration max) {
    if (length.compareTo(max) > 0) {
      throw new QuestionException("from and to may be %d days apart".formatted(max.toDays()));
    }
  }

  /** Returns this period. Fails if it is longer than {@code max}. */
  Period within(Duration max) {
    require(Duration.between(from, to), max);
    return this;
  }

  /**
   * Returns this period extended to whole intervals. With weeks and months it may become longer
   * than a year.
   */
  public Span whole(Interval interval) {
    Instant last = interval.start(to);
    return new Span(interval.start(from), last.equals(to) ? to : interval.next(last));
  }

  /**
   * A {@link Period} of whole intervals.
   *
   * @param from the first moment in it
   * @param to the first moment after it
   */
  public record Span(Instant from, Instant to) {
    LocalDate firstDay() {
      return LocalDate.ofInstant(from, ZoneOffset.UTC);
    }

    /** Returns the first day after the span. */
    LocalDate endDay() {
      return LocalDate.ofInstant(to, ZoneOffset.UTC);
    }
  }
}
