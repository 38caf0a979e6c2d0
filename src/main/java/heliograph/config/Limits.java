package heliograph.config;

import java.time.Duration;

/**
 * The limits of one client that can change while the relay runs. All of them are enforced, and
 * those that NIP-11 has a name for are advertised.
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
    int storedBytesMax) {

  private static final int AT_ONCE_FACTOR = 16;
  private static final int LARGE_EVENTS = 4;

  /**
   * Returns the number of bytes of unsent live messages above which a client is closed at once.
   * Some events of the largest size always fit.
   */
  public int liveBytesAtOnceMax() {
    return Math.max(AT_ONCE_FACTOR * liveBytesMax, LARGE_EVENTS * messageBytesMax);
  }

  static Limits read(ReloadableConfigReader in) {
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
                "Unsent live messages of one connection, in bytes; over it for a second closes with"
                    + " 1008."),
            in.integer(
                "heliograph.limits.stored-bytes-max",
                262_144,
                10_000,
                100_000_000,
                "Unsent query results of one connection, in bytes, before its scans pause."));
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
