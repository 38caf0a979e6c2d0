package heliograph.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lines of an import that were not events or were refused, by reason: the first few of each are
 * printed at once, all are counted. Thread-safe.
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

  /** Prints the number of lines for each reason with more lines than were printed. */
  synchronized void summarize() {
    counts.forEach((kind, lines) -> {
      if (lines > SAMPLES) {
        System.err.println("%,d lines: %s".formatted(lines, kind));
      }
    });
  }
}
