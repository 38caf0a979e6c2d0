package heliograph.connection;

import heliograph.policy.ByteBudget;
import java.time.Duration;

/**
 * The incomplete message of one client: the bytes that are held of it, counted in the budget for
 * all clients, and the time of its first byte. The reading thread updates it; any thread may read
 * it.
 */
final class PartialMessage {
  private final ByteBudget.Account account;
  private int message;
  private int bytes;

  /** The time of its first bytes, in nanoseconds; 0 while there is no incomplete message. */
  private volatile long since;

  PartialMessage(ByteBudget.Account account) {
    this.account = account;
  }

  /**
   * Records the bytes that are held, after each part.
   *
   * @param number a number that differs for each message; 0 when no message is incomplete
   * @param held the number of bytes that are held
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

  /** Gives its bytes back to the budget; no more are counted afterwards. */
  void close() {
    account.close();
  }
}
