package heliograph.config;

/**
 * The limits of queues for threads, and of the filters that are held.
 *
 * @param verifyQueueMax events waiting for verification before EVENTs are refused
 * @param scanQueueMax stored scans waiting before REQs are refused
 * @param filterBytesMax heap that the filters of all connections may hold, estimated
 * @param filterBytesConnectionMax heap that the filters of one connection may hold
 */
public record QueueLimits(
    int verifyQueueMax, int scanQueueMax, long filterBytesMax, long filterBytesConnectionMax) {

  static QueueLimits read(StartupConfigReader in) {
    return new QueueLimits(
        in.integer(
            "heliograph.limits.verify-queue-max",
            20_000,
            16,
            1_000_000,
            "Events waiting for verification; further ones are refused as rate-limited."),
        in.integer(
            "heliograph.limits.scan-queue-max",
            200_000,
            16,
            10_000_000,
            "Queries waiting for a scan worker; further ones are refused as rate-limited."),
        in.bytes(
            "heliograph.limits.filter-bytes-max",
            "160MiB",
            65_536,
            "Heap that open subscriptions, queries and waiting reconciliations may hold in all,"
                + " those of one address at most half of it; beyond, the fullest address loses the"
                + " connection that holds most, 1013."),
        in.bytes(
            "heliograph.limits.filter-bytes-connection-max",
            "8MiB",
            65_536,
            "That heap for one connection; a REQ of 10,000 authors takes 3 MB until EOSE, 1 MB"
                + " after it."));
  }
}
