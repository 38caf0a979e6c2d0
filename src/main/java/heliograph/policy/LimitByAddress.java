package heliograph.policy;

import heliograph.config.AddressRanges;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.net.InetAddress;
import java.util.List;

/** Refuses messages that one IP address sends too often, unless the address is exempt. */
record LimitByAddress(TokenBuckets<AddressBucket> buckets, AddressRanges exempt, String what)
    implements EventRule, RequestRule {
  @Override
  public RuleName name() {
    return RuleName.LIMIT_BY_ADDRESS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return check(requester.address());
  }

  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    return check(requester.address());
  }

  Verdict check(InetAddress address) {
    return exempt.contains(address) || buckets.take(AddressBucket.of(address))
        ? Verdict.ACCEPTED
        : new Verdict.Rejected(
            MessagePrefix.RATE_LIMITED, "too many " + what + " from your address, slow down");
  }
}
