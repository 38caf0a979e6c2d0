package heliograph.connection;

import heliograph.policy.ByteBudget;
import java.time.Duration;

/**
 * The message of one client whose rest has not come: how much of it is held, counted against the
 * budget for all clients, and since when. The reading thread says what is held; any thread may ask.
 */
final class PartialMessage {
  private final ByteBudget.Account account;
  private int message;
  private int bytes;

  /** When its first bytes came, in nanoseconds; 0 while none has come in part. */
  private volatile long since;

  PartialMessage(ByteBudget.Account account) {
    this.account = account;
  }

  /**
   * Notes what is held after each part.
   *
   * @param number another for each message; 0 when none has come in part
   * @param held bytes of it
   */
  void holds(int number, int held) {
    if (number != message) {
      message = number;
      since = number == 0 ? 0 : System.nanoTime() | 1;
    }
    int more = held - bytes;
    bytes = held;
    if (more > 0) {
      account.add(more);
    } else if (more < 0) {
      account.remove(-more);
    }
  }

  /** Returns true if the first bytes of it came more than {@code patience} before {@code now}. */
  boolean isOverdue(long now, Duration patience) {
    long began = since;
    return began != 0 && now - began > patience.toNanos();
  }

  /** Gives its bytes back to the budget, for good. */
  void close() {
    account.close();
  }
}
