package heliograph.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads points in time and ages in options. Stateless. */
final class Times {
  private static final Pattern AGE = Pattern.compile("([0-9]{1,9})([smhdwy])");
  private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,18}");
  private static final int DAYS_OF_A_YEAR = 365;

  private Times() {}

  /**
   * Reads an age: a number with s, m, h, d, w or y (365 days).
   *
   * @throws IllegalArgumentException if the text is not valid
   */
  static Duration age(String text) {
    Matcher age = AGE.matcher(text);
    if (!age.matches()) {
      throw new IllegalArgumentException("not an age like 90m, 12h, 30d, 8w or 1y: " + text);
    }
    long number = Long.parseLong(age.group(1));
    return switch (age.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      case "w" -> Duration.ofDays(7 * number);
      default -> Duration.ofDays(DAYS_OF_A_YEAR * number);
    };
  }

  /**
   * Reads a point in time as seconds since 1970: a number of them, a date, a date with a time and
   * an offset (ISO 8601), or an age before {@code now}.
   *
   * @throws IllegalArgumentException if the text is not valid
   */
  static long seconds(String text, Instant now) {
    if (SECONDS.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    if (AGE.matcher(text).matches()) {
      return now.getEpochSecond() - age(text).toSeconds();
    }
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toEpochSecond()
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "not a time like 1700000000, 2026-01-31, 2026-01-31T12:00:00Z or 7d (ago): " + text, e);
    }
  }
}
