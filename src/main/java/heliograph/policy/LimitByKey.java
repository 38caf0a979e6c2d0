package heliograph.policy;

import heliograph.config.AddressRanges;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/** Refuses requests that one authenticated key makes too often, from any address. */
record LimitByKey(TokenBuckets<PublicKey> buckets, AddressRanges exempt, String what)
    implements RequestRule {
  @Override
  public RuleName name() {
    return RuleName.LIMIT_BY_KEY;
  }

  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    if (!exempt.contains(requester.address())) {
      for (PublicKey key :
          requester.keys()) { // counts every key, or a client could prove a new key first
        if (!buckets.take(key)) {
          return new Verdict.Rejected(
              MessagePrefix.RATE_LIMITED, "too many " + what + " of your key, slow down");
        }
      }
    }
    return Verdict.ACCEPTED;
  }
}
