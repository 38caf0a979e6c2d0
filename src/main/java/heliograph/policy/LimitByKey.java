package heliograph.policy;

import heliograph.config.AddressRanges;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/** Refuses requests that one authenticated key makes too often, from whatever address. */
record LimitByKey(TokenBuckets<PublicKey> buckets, AddressRanges exempt, String what)
    implements RequestRule {
  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    List<PublicKey> keys = requester.keys();
    return keys.isEmpty() || exempt.contains(requester.address()) || buckets.take(keys.getFirst())
        ? Verdict.ACCEPTED
        : new Verdict.Rejected(
            MessagePrefix.RATE_LIMITED, "too many " + what + " of your key, slow down");
  }
}
