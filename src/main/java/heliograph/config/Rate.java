package heliograph.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number in a time, written {@code 100/10s} or {@code 5/m}; for bytes {@code 256MiB/d}.
 *
 * @param tokens the number, which may also be used at once
 * @param per the time in which the same number is granted again
 */
public record Rate(long tokens, Duration per) {
  /** No limit. */
  public static final Rate NONE = new Rate(0, Duration.ZERO);

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d{0,6})(ms|s|m|h|d)");
  private static final Pattern BYTES = Pattern.compile("(\\d{1,6})\\s*([KMG])iB(\\s*/.*)");

  /**
   * Reads a rate; an empty text and {@code none} are {@link #NONE}.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static Rate parse(String text) {
    if (text.isBlank() || text.strip().equals("none")) {
      return NONE;
    }
    Matcher form = FORM.matcher(text.strip());
    if (form.matches()) {
      long tokens = Long.parseLong(form.group(1));
      long units = form.group(2).isEmpty() ? 1 : Long.parseLong(form.group(2));
      Duration per =
          switch (form.group(3)) {
            case "ms" -> Duration.ofMillis(units);
            case "s" -> Duration.ofSeconds(units);
            case "m" -> Duration.ofMinutes(units);
            case "h" -> Duration.ofHours(units);
            default -> Duration.ofDays(units);
          };
      if (tokens > 0 && !per.isZero()) {
        return new Rate(tokens, per);
      }
    }
    throw new IllegalArgumentException("not a rate, like 100/10s or 5/m: " + text);
  }

  /**
   * Reads a rate of bytes, whose number has a unit.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static Rate parseBytes(String text) {
    Matcher form = BYTES.matcher(text.strip());
    if (form.matches()) {
      Rate units = parse(form.group(1) + form.group(3));
      int shift =
          switch (form.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            default -> 30;
          };
      return new Rate(units.tokens << shift, units.per);
    }
    if (text.isBlank() || text.strip().equals("none")) {
      return NONE;
    }
    throw new IllegalArgumentException("not a rate of bytes, like 256MiB/d: " + text);
  }

  public boolean isUnlimited() {
    return tokens == 0;
  }
}
