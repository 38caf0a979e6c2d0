package heliograph.policy;

import heliograph.config.RatesConfig;
import heliograph.event.PublicKey;
import java.util.function.LongSupplier;

/** All token buckets of the relay, which outlive the rules that use them. Thread-safe. */
final class Allowances {
  final TokenBuckets<AddressBucket> eventsByAddress;
  final TokenBuckets<PublicKey> eventsByAuthor;
  final TokenBuckets<AddressBucket> bytesByAddress;
  final TokenBuckets<PublicKey> bytesByAuthor;
  final TokenBuckets<AddressBucket> requestsByAddress;
  final TokenBuckets<PublicKey> requestsByKey;
  final TokenBuckets<AddressBucket> countsByAddress;
  final TokenBuckets<PublicKey> countsByKey;
  final TokenBuckets<AddressBucket> connectionsByAddress;

  Allowances(RatesConfig rates, LongSupplier nanoClock) {
    int keysMax = rates.keysMax();
    eventsByAddress = new TokenBuckets<>(rates.eventsPerAddress(), keysMax, nanoClock);
    eventsByAuthor = new TokenBuckets<>(rates.eventsPerPubkey(), keysMax, nanoClock);
    bytesByAddress = new TokenBuckets<>(rates.bytesPerAddress(), keysMax, nanoClock);
    bytesByAuthor = new TokenBuckets<>(rates.bytesPerPubkey(), keysMax, nanoClock);
    requestsByAddress = new TokenBuckets<>(rates.requestsPerAddress(), keysMax, nanoClock);
    requestsByKey = new TokenBuckets<>(rates.requestsPerPubkey(), keysMax, nanoClock);
    countsByAddress = new TokenBuckets<>(rates.countsPerAddress(), keysMax, nanoClock);
    countsByKey = new TokenBuckets<>(rates.countsPerPubkey(), keysMax, nanoClock);
    connectionsByAddress = new TokenBuckets<>(rates.connectionsPerAddress(), keysMax, nanoClock);
  }

  /** Applies other rates from now on. */
  void apply(RatesConfig rates) {
    eventsByAddress.rate(rates.eventsPerAddress());
    eventsByAuthor.rate(rates.eventsPerPubkey());
    bytesByAddress.rate(rates.bytesPerAddress());
    bytesByAuthor.rate(rates.bytesPerPubkey());
    requestsByAddress.rate(rates.requestsPerAddress());
    requestsByKey.rate(rates.requestsPerPubkey());
    countsByAddress.rate(rates.countsPerAddress());
    countsByKey.rate(rates.countsPerPubkey());
    connectionsByAddress.rate(rates.connectionsPerAddress());
  }
}
