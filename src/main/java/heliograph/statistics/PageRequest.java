package heliograph.statistics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Which rows of an answer are wanted: so many after the last one of the page before. The key of
 * that row is in the text, so a page costs the same wherever it is, and rows that come in between
 * move nothing.
 *
 * @param limit rows at most
 * @param after {@link Page#next} of the page before; empty for the first
 */
public record PageRequest(int limit, String after) {
  /** Rows of the longest page. */
  public static final int LIMIT_MAX = 1_000;

  private static final String SEPARATOR = "\u001f";
  private static final int AFTER_MAX = 2_000;

  /** Refuses a page that is too long. */
  public PageRequest {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new QuestionException("limit must be from 1 to " + LIMIT_MAX + ", not " + limit);
    }
    if (after.length() > AFTER_MAX) {
      throw new QuestionException("after is longer than any page's next");
    }
  }

  /** Returns what the last row of a page is found by. */
  static String key(Object... parts) {
    List<String> texts = List.of(parts).stream().map(String::valueOf).toList();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, texts).getBytes(UTF_8));
  }

  /** Returns the key that the page begins after; that of no row at all for the first page. */
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
