package heliograph.config;

import heliograph.config.Profile.Defaults;
import java.util.List;

/**
 * How much a client may do in a time: token buckets by IP address and by authenticated key.
 *
 * @param eventsPerAddress EVENTs
 * @param eventsPerPubkey EVENTs by author, once their signature is proven
 * @param bytesPerAddress of events to be stored
 * @param bytesPerPubkey the same by author
 * @param requestsPerAddress REQs and NEG-OPENs
 * @param requestsPerPubkey the same by authenticated key
 * @param countsPerAddress COUNTs
 * @param countsPerPubkey the same by authenticated key
 * @param connectionsPerAddress new connections
 * @param servedPerDay stored events sent to one address in 24 hours; 0 for any number
 * @param servedFreeFollowers trusted followers that free an authenticated key of that budget
 * @param exempt addresses that none of these holds for
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

  /** Returns how many of them hold, each of which remembers addresses or keys. */
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
        in.rate("heliograph.rates.requests-per-pubkey", "The same for one authenticated key."),
        rate(in, "counts-per-address", "600/m", "COUNTs from one IP address."),
        in.rate("heliograph.rates.counts-per-pubkey", "The same for one authenticated key."),
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
            "Trusted followers that free an authenticated key of that budget."),
        in.addresses(
            new Defaults("heliograph.rates.exempt", "127.0.0.0/8, ::1", "", ""),
            "IP addresses and ranges that no rate and no limit by address holds for."),
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

  /** Only strangers are held to rates, unless the operator says otherwise. */
  private static Rate rate(ProfileReader in, String name, String publicly, String meaning) {
    String key = "heliograph.rates." + name;
    return in.rate(new Defaults(key, publicly, "", ""), meaning);
  }
}
