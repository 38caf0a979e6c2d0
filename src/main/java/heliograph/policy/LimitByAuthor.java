package heliograph.policy;

import heliograph.config.AddressRanges;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.protocol.MessagePrefix;

/**
 * Refuses events that one author signs too often. Applied only once the signature is proven, so
 * that forgeries do not use up the author's rate.
 */
record LimitByAuthor(TokenBuckets<PublicKey> buckets, AddressRanges exempt) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.LIMIT_BY_AUTHOR;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return exempt.contains(requester.address()) || buckets.take(event.pubkey())
        ? Verdict.ACCEPTED
        : new Verdict.Rejected(
            MessagePrefix.RATE_LIMITED, "too many events of this author, slow down");
  }
}
