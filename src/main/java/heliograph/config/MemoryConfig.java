package heliograph.config;

import java.time.Duration;

/**
 * The numbers of bytes of the heap that all clients together may hold.
 *
 * @param partialMessagesMax received parts of incomplete messages
 * @param outboundMax unsent query results and replies
 * @param liveMax unsent live events, each counted once, and the places in their receivers' queues
 * @param verifyQueueMax events waiting for verification
 * @param messageTime how long a message may take to arrive
 */
public record MemoryConfig(
    long partialMessagesMax,
    long outboundMax,
    long liveMax,
    long verifyQueueMax,
    Duration messageTime) {
  private static final long MIB = 1 << 20;

  static MemoryConfig read(StartupConfigReader in) {
    return new MemoryConfig(
        in.bytes(
            "heliograph.memory.partial-messages",
            "48MiB",
            MIB,
            "Received parts of incomplete messages, of all clients together; beyond, the fullest"
                + " address loses the connection that holds most, 1013."),
        in.bytes(
            "heliograph.memory.outbound",
            "64MiB",
            MIB,
            "Unsent query results and replies of all clients together; beyond, the fullest address"
                + " loses the connection that holds most, 1008."),
        in.bytes(
            "heliograph.memory.live",
            "96MiB",
            MIB,
            "Unsent live events, each once, and their places in all queues; over half of it live"
                + " events wait, beyond it as for heliograph.memory.outbound."),
        in.bytes(
            "heliograph.memory.verify-queue",
            "24MiB",
            MIB,
            "Events waiting for verification; further ones are refused as rate-limited."),
        in.duration(
            "heliograph.limits.message-time",
            "90s",
            "How long a message may take to arrive, from its first byte to its last; a connection"
                + " that takes longer is closed, 1008."));
  }
}
