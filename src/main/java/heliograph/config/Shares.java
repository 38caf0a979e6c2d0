package heliograph.config;

/**
 * The limits of one client or address, whose defaults depend on the profile. Changes take effect
 * while the relay runs, as long as the profile stays the same.
 *
 * @param addresses the limits of all clients together at one address
 * @param rates the rates of a client
 */
public record Shares(AddressLimits addresses, RatesConfig rates) {

  static Shares read(ProfileReader in) {
    return new Shares(AddressLimits.read(in), RatesConfig.read(in));
  }
}
