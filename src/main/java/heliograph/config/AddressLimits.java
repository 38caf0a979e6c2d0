package heliograph.config;

/**
 * What all clients at one address may have together: an IPv4 address, or a /64 of IPv6.
 *
 * @param connectionsMax open connections; 0 for any number
 */
public record AddressLimits(int connectionsMax) {

  static AddressLimits read(ConfigReader in) {
    return new AddressLimits(
        in.byProfile("heliograph.limits.connections-per-address", "256", "0", "0")
            .integer(
                "heliograph.limits.connections-per-address",
                0,
                1_000_000,
                "Open connections from one IP address or /64 of IPv6; 0 for any number."));
  }
}
