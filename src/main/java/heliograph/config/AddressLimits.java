package heliograph.config;

import heliograph.config.Profile.Defaults;

/**
 * The limits of all clients together at one address: an IPv4 address, or a /64 of IPv6.
 *
 * @param connectionsMax open connections; 0 for any number
 * @param sharePercent the part of a queue or budget of all clients, once half of it is in use
 */
public record AddressLimits(int connectionsMax, int sharePercent) {

  static AddressLimits read(ProfileReader in) {
    return new AddressLimits(
        in.integer(
            new Defaults("heliograph.limits.connections-per-address", "256", "0", "0"),
            0,
            1_000_000,
            "Open connections from one IP address or /64 of IPv6; 0 for any number."),
        in.integer(
            new Defaults("heliograph.limits.address-share", "25", "50", "100"),
            1,
            100,
            "How much of a queue or a budget of all clients one IP address may hold once half of it"
                + " is in use, in percent."));
  }

  /** Returns the part of {@code whole} that one address may hold once half of it is in use. */
  public long shareOf(long whole) {
    return Math.max(1, whole * sharePercent / 100);
  }
}
