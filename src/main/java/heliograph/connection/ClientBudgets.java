package heliograph.connection;

import heliograph.config.MemoryConfig;
import heliograph.metrics.Meters;
import heliograph.policy.ByteBudget;
import java.time.Duration;

/**
 * The limits of the heap that all clients together may hold.
 *
 * @param partialMessages the received parts of incomplete messages
 * @param outbound unsent query results and replies
 * @param live unsent live events, each counted once, and places in queues
 * @param slow counts the clients that are closed for holding too much
 * @param messageTime how long a message may take to arrive
 */
public record ClientBudgets(
    ByteBudget partialMessages,
    ByteBudget outbound,
    ByteBudget live,
    SlowClients slow,
    Duration messageTime) {

  /** Returns new budgets, of which nothing is used. */
  public static ClientBudgets of(MemoryConfig memory, ByteBudget.Shares shares, Meters meters) {
    return new ClientBudgets(
        new ByteBudget("partial_messages", memory.partialMessagesMax(), shares, meters),
        new ByteBudget("outbound", memory.outboundMax(), shares, meters),
        new ByteBudget("live", memory.liveMax(), shares, meters),
        new SlowClients(meters, System::nanoTime),
        memory.messageTime());
  }
}
