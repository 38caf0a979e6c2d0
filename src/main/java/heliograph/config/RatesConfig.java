package heliograph.config;

import heliograph.config.Profile.Defaults;
import java.util.List;

/**
 * The rates of a client: token buckets by IP address and by authenticated key.
 *
 * @param eventsPerAddress EVENTs
 * @param eventsPerPubkey EVENTs by author, once their signature is proven
 * @param bytesPerAddress bytes of stored events
 * @param bytesPerPubkey bytes of stored events by author
 * @param requestsPerAddress REQs and NEG-OPENs
 * @param requestsPerPubkey REQs and NEG-OPENs by authenticated key
 * @param countsPerAddress COUNTs
 * @param countsPerPubkey COUNTs by authenticated key
 * @param connectionsPerAddress new connections
 * @param servedPerDay stored events sent to one address in 24 hours; 0 for any number
 * @param servedFreeFollowers the number of trusted followers from which an authenticated key has no
 *     such limit
 * @param exempt addresses without rates and limits
 * @param keysMax addresses or keys remembered by each bucket
 */
public record RatesConfig(
    Rate eventsPerAddress,
    Rate eventsPerPubkey,
    Rate bytesPerAddress,
    Rate bytesPerPubkey,
    Rate requestsPerAddress,
    Rate requestsPerPubkey,
    Rate countsPerAddress,
    Rate countsPerPubkey,
    Rate connectionsPerAddress,
    int servedPerDay,
    int servedFreeFollowers,
    AddressRanges exempt,
    int keysMax) {

  /** Returns the number of rates that are on, each of which remembers addresses or keys. */
  int limited() {
    int number = servedPerDay > 0 ? 1 : 0;
    for (Rate rate :
        List.of(
            eventsPerAddress,
            eventsPerPubkey,
            bytesPerAddress,
            bytesPerPubkey,
            requestsPerAddress,
            requestsPerPubkey,
            countsPerAddress,
            countsPerPubkey,
            connectionsPerAddress)) {
      number += rate.isUnlimited() ? 0 : 1;
    }
    return number;
  }

  static RatesConfig read(ProfileReader in) {
    return new RatesConfig(
        rate(in, "events-per-address", "24000/10m", "EVENTs from one IP address, like 100/10s."),
        rate(in, "events-per-pubkey", "12000/10m", "Genuine EVENTs of one author."),
        bytes(
            in,
            "bytes-per-address",
            "1GiB/d",
            "Bytes of stored events from one IP address, like 1GiB/d; a tag counts as 200."),
        bytes(in, "bytes-per-pubkey", "256MiB/d", "Bytes of stored events of one author."),
        rate(in, "requests-per-address", "3000/m", "REQs and NEG-OPENs from one IP address."),
        in.rate(
            "heliograph.rates.requests-per-pubkey",
            "REQs and NEG-OPENs from one authenticated key."),
        rate(in, "counts-per-address", "600/m", "COUNTs from one IP address."),
        in.rate("heliograph.rates.counts-per-pubkey", "COUNTs from one authenticated key."),
        rate(in, "connections-per-address", "600/m", "New connections from one IP address."),
        in.integer(
            new Defaults("heliograph.rates.served-per-day", "5000000", "0", "0"),
            0,
            Integer.MAX_VALUE,
            "Stored events sent to one IP address in 24 hours; 0 for any number."),
        in.integer(
            "heliograph.rates.served-free-followers",
            10,
            1,
            Integer.MAX_VALUE,
            "Trusted followers from which an authenticated key has no such limit."),
        in.addresses(
            new Defaults("heliograph.rates.exempt", "127.0.0.0/8, ::1", "", ""),
            "IP addresses and ranges without rates and limits by address."),
        in.integer(
            "heliograph.rates.keys-max",
            50_000,
            100,
            100_000_000,
            "Addresses or keys each rate remembers; those beyond share one allowance."));
  }

  private static Rate bytes(ProfileReader in, String name, String publicly, String meaning) {
    String key = "heliograph.rates." + name;
    return in.byteRate(new Defaults(key, publicly, "", ""), meaning);
  }

  /** Reads a rate that by default only the public profile has. */
  private static Rate rate(ProfileReader in, String name, String publicly, String meaning) {
    String key = "heliograph.rates." + name;
    return in.rate(new Defaults(key, publicly, "", ""), meaning);
  }
}
