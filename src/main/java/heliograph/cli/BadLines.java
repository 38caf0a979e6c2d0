package heliograph.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lines of an import that were no events or were refused, by reason: the first few of each are
 * said at once, all are counted. Thread-safe.
 */
final class BadLines {
  private static final int SAMPLES = 5;
  private static final int REASONS_MAX = 100;
  private static final String OTHERS = "other reasons";

  @GuardedBy("this")
  private final Map<String, Long> counts = new LinkedHashMap<>();

  @GuardedBy("this")
  private long count;

  synchronized void add(long line, String reason) {
    count++;
    String kind = reason.replaceAll("[0-9a-f]{8,}|[0-9]+", "#");
    if (!counts.containsKey(kind) && counts.size() >= REASONS_MAX) {
      kind = OTHERS;
    }
    long seen = counts.merge(kind, 1L, Long::sum);
    if (seen <= SAMPLES) {
      System.err.println("line " + line + ": " + reason);
    } else if (seen == SAMPLES + 1) {
      System.err.println("more lines like this are counted only");
    }
  }

  synchronized long count() {
    return count;
  }

  /** Says how many lines were bad for each reason that more lines have than were named. */
  synchronized void summarize() {
    counts.forEach((kind, lines) -> {
      if (lines > SAMPLES) {
        System.err.println("%,d lines: %s".formatted(lines, kind));
      }
    });
  }
}
