package heliograph.policy;

import heliograph.config.AddressRanges;
import heliograph.event.KindClass;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.protocol.MessagePrefix;

/**
 * Refuses events of an address or an author that has had too many bytes stored. Applied last, so
 * that only accepted and genuine events count; ephemeral events take no room.
 */
record LimitBytes(
    TokenBuckets<AddressBucket> byAddress, TokenBuckets<PublicKey> byAuthor, AddressRanges exempt)
    implements EventRule {
  /** The approximate number of bytes that the index entries of a tag take in the store. */
  private static final int TAG_BYTES = 200;

  @Override
  public RuleName name() {
    return RuleName.LIMIT_BYTES;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    if (event.kindClass() == KindClass.EPHEMERAL || exempt.contains(requester.address())) {
      return Verdict.ACCEPTED;
    }
    long bytes = bytesOf(event);
    AddressBucket address = AddressBucket.of(requester.address());
    if (!byAddress.take(address, bytes)) {
      return tooMany("from your address");
    }
    if (!byAuthor.take(event.pubkey(), bytes)) {
      byAddress.giveBack(address, bytes);
      return tooMany("of this author");
    }
    return Verdict.ACCEPTED;
  }

  /**
   * Returns the bytes counted for an event: its own, and those that its tags add to the indexes.
   */
  static long bytesOf(NostrEvent event) {
    return event.packed().buffer().limit() + (long) TAG_BYTES * event.packed().indexedTagCount();
  }

  private static Verdict tooMany(String whose) {
    return new Verdict.Rejected(
        MessagePrefix.RATE_LIMITED,
        "too many bytes of events " + whose + " have been stored, try again later");
  }
}
