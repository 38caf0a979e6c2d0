package heliograph.connection;

import heliograph.config.MemoryConfig;
import heliograph.metrics.Meters;
import heliograph.policy.ByteBudget;
import java.time.Duration;

/**
 * How much of the heap all clients together may hold, however many they are.
 *
 * @param partialMessages what has come of messages whose rest has not
 * @param outbound unsent query results and replies
 * @param live unsent live events, each counted once, and places in queues
 * @param slow those that are closed for it
 * @param messageTime how long a message may take to arrive
 */
public record ClientBudgets(
    ByteBudget partialMessages,
    ByteBudget outbound,
    ByteBudget live,
    SlowClients slow,
    Duration messageTime) {

  /** Empty budgets. */
  public static ClientBudgets of(MemoryConfig memory, ByteBudget.Shares shares, Meters meters) {
    return new ClientBudgets(
        new ByteBudget("partial_messages", memory.partialMessagesMax(), shares, meters),
        new ByteBudget("outbound", memory.outboundMax(), shares, meters),
        new ByteBudget("live", memory.liveMax(), shares, meters),
        new SlowClients(meters, System::nanoTime),
        memory.messageTime());
  }
}
