package heliograph.cli;

import java.util.concurrent.TimeUnit;

/**
 * Prints the progress of long work as a line on standard error: twice a second on a terminal,
 * otherwise every ten seconds. Confined to its caller.
 */
public final class Progress {
  private final String what;
  private final long total;
  private final boolean terminal = Boolean.getBoolean("heliograph.terminal");
  private final long started = System.nanoTime();
  private final long interval = TimeUnit.MILLISECONDS.toNanos(terminal ? 500 : 10_000);
  private long shown = started;
  private boolean open;

  /**
   * Starts the clock.
   *
   * @param what the name of the things counted
   * @param total the amount of work, in the unit of {@code done}; negative if it is not known
   */
  public Progress(String what, long total) {
    this.what = what;
    this.total = total;
  }

  /** Reports that {@code count} things are done, which is {@code done} of the work. */
  public void at(long count, long done) {
    long now = System.nanoTime();
    if (now - shown < interval) {
      return;
    }
    shown = now;
    double seconds = seconds();
    StringBuilder line = new StringBuilder();
    line.append("%,d %s, %,.0f a second".formatted(count, what, count / seconds));
    if (total > 0 && done > 0) {
      line.append(", %d %%".formatted(100 * done / total));
      line.append(", %.0f s left".formatted(seconds * (total - done) / done));
    }
    if (terminal) {
      System.err.print("\r\u001b[K" + line);
      open = true;
    } else {
      System.err.println(line);
    }
  }

  /** Returns the number of seconds since the start. */
  public double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  /** Clears the line, so that other text can be printed. */
  public void end() {
    if (open) {
      System.err.print("\r\u001b[K");
      open = false;
    }
  }
}
