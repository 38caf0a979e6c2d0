package heliograph.config;

/**
 * How much one client or address gets, by defaults that the profile gives. Changes take effect
 * while the relay runs, as long as the profile stays the same.
 *
 * @param addresses what all clients at one address may have together
 * @param rates how much a client may do in a time
 */
public record Shares(AddressLimits addresses, RatesConfig rates) {

  static Shares read(ProfileReader in) {
    return new Shares(AddressLimits.read(in), RatesConfig.read(in));
  }
}
