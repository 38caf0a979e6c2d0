package heliograph.statistics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * The page that is requested: a number of rows after the last row of the page before. The key of
 * that row is in the text, so every page costs the same, and rows that are added meanwhile do not
 * shift pages.
 *
 * @param limit the maximum number of rows
 * @param after {@link Page#next} of the page before; empty for the first
 */
public record PageRequest(int limit, String after) {
  /** The maximum number of rows of a page. */
  public static final int LIMIT_MAX = 1_000;

  private static final String SEPARATOR = "\u001f";
  private static final int AFTER_MAX = 2_000;

  /** Creates a request; refuses a page that is too long. */
  public PageRequest {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new QuestionException("limit must be from 1 to " + LIMIT_MAX + ", not " + limit);
    }
    if (after.length() > AFTER_MAX) {
      throw new QuestionException("after is longer than any page's next");
    }
  }

  /** Returns the text of the key of a page's last row. */
  static String key(Object... parts) {
    List<String> texts = List.of(parts).stream().map(String::valueOf).toList();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, texts).getBytes(UTF_8));
  }

  /** Returns the key after which the page begins; for the first page, a key before all rows. */
  Key after(Object... first) {
    if (after.isEmpty()) {
      return new Key(List.of(first).stream().map(String::valueOf).toList());
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(after), UTF_8);
      List<String> parts = List.of(text.split(SEPARATOR, -1));
      if (parts.size() == first.length && text.indexOf('\0') < 0) {
        return new Key(parts);
      }
    } catch (IllegalArgumentException e) {
      throw new QuestionException("after must be the next of the page before", e);
    }
    throw new QuestionException("after must be the next of the page before");
  }

  /** The parts of a key. */
  record Key(List<String> parts) {
    String text(int index) {
      return parts.get(index);
    }

    long number(int index) {
      try {
        return Long.parseLong(parts.get(index));
      } catch (NumberFormatException e) {
        throw new QuestionException("after must be the next of the page before", e);
      }
    }

    double decimal(int index) {
      try {
        return Double.parseDouble(parts.get(index));
      } catch (NumberFormatException e) {
        throw new QuestionException("after must be the next of the page before", e);
      }
    }

    int smallNumber(int index) {
      return Math.clamp(number(index), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    Instant time(int index) {
      try {
        return Instant.parse(parts.get(index));
      } catch (DateTimeException e) {
        throw new QuestionException("after must be the next of the page before", e);
      }
    }
  }
}
