package heliograph.config;

import java.time.Duration;

/**
 * Every bound a client can run into; all of them are enforced and those NIP-11 has a name for are
 * advertised.
 *
 * @param messageBytesMax longest message, UTF-8 bytes
 * @param subscriptionsMax open REQs per connection
 * @param filtersMax filters per REQ or COUNT
 * @param limitDefault stored events per filter that names no limit
 * @param limitMax stored events per filter; higher limits are clamped
 * @param tagsMax tags per event
 * @param contentCharactersMax Unicode characters of content
 * @param createdAtAgeMax how far created_at may lie in the past
 * @param createdAtAheadMax how far created_at may lie in the future
 * @param connectionsMax open connections
 * @param liveBytesMax unsent live messages of a connection; over it for a second is too slow
 * @param storedBytesMax unsent query results of one connection before its scans pause
 * @param verifyQueueMax events waiting for verification before EVENTs are refused
 * @param scanQueueMax stored scans waiting before REQs are refused
 * @param filterBytesMax heap that the filters of all connections may hold, estimated
 * @param filterBytesConnectionMax heap that the filters of one connection may hold
 */
public record Limits(
    int messageBytesMax,
    int subscriptionsMax,
    int filtersMax,
    int limitDefault,
    int limitMax,
    int tagsMax,
    int contentCharactersMax,
    Duration createdAtAgeMax,
    Duration createdAtAheadMax,
    int connectionsMax,
    int liveBytesMax,
    int storedBytesMax,
    int verifyQueueMax,
    int scanQueueMax,
    long filterBytesMax,
    long filterBytesConnectionMax) {

  private static final int AT_ONCE_FACTOR = 16;
  private static final int LARGE_EVENTS = 4;

  /**
   * Unsent live messages that close a client at once, however short they have been waiting: some
   * events of the greatest size must always fit.
   */
  public int liveBytesAtOnceMax() {
    return Math.max(AT_ONCE_FACTOR * liveBytesMax, LARGE_EVENTS * messageBytesMax);
  }

  static Limits read(ConfigReader in) {
    in.live(true);
    Limits limits =
        new Limits(
            in.integer(
                "heliograph.limits.message-bytes-max",
                2_097_152,
                4_096,
                8_388_608,
                "Longest message a client may send, in UTF-8 bytes."),
            in.integer(
                "heliograph.limits.subscriptions-max",
                50,
                1,
                100_000,
                "Open subscriptions per connection."),
            in.integer("heliograph.limits.filters-max", 20, 1, 10_000, "Filters per REQ or COUNT."),
            in.integer(
                "heliograph.limits.limit-default",
                500,
                1,
                1_000_000,
                "Stored events returned per filter that names no limit."),
            in.integer(
                "heliograph.limits.limit-max",
                5_000,
                1,
                1_000_000,
                "Stored events returned per filter; a higher limit is clamped to this."),
            in.integer("heliograph.limits.tags-max", 12_000, 0, 100_000, "Tags per event."),
            in.integer(
                "heliograph.limits.content-characters-max",
                200_000,
                0,
                8_388_608,
                "Unicode characters in an event's content."),
            in.duration(
                "heliograph.limits.created-at-age-max",
                "36525d",
                "How far in the past an event's created_at may lie."),
            in.duration(
                "heliograph.limits.created-at-ahead-max",
                "15m",
                "How far in the future an event's created_at may lie."),
            in.integer(
                "heliograph.limits.connections-max", 10_000, 1, 1_000_000, "Open connections."),
            in.integer(
                "heliograph.limits.live-bytes-max",
                100_000,
                1_000,
                100_000_000,
                "Unsent live messages of one connection, in bytes; over it for a second closes with 1008."),
            in.integer(
                "heliograph.limits.stored-bytes-max",
                262_144,
                10_000,
                100_000_000,
                "Unsent query results of one connection, in bytes, before its scans pause."),
            in.fixed()
                .integer(
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
                "Heap that open subscriptions, queries and waiting reconciliations may hold in all, those"
                    + " of one address at most half of it; beyond, the fullest address loses the"
                    + " connection that holds most, 1013."),
            in.bytes(
                "heliograph.limits.filter-bytes-connection-max",
                "8MiB",
                65_536,
                "The same for one connection; a REQ of 10,000 authors takes 3 MB until EOSE, 1 MB"
                    + " after it."));
    if (limits.limitDefault > limits.limitMax) {
      in.fault(
          "heliograph.limits.limit-default must not exceed heliograph.limits.limit-max: "
              + limits.limitDefault
              + " > "
              + limits.limitMax);
    }
    return limits;
  }
}
