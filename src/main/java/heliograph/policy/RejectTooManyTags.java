package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.protocol.MessagePrefix;

/**
 * Refuses events with more tags than allowed (NIP-11 {@code max_event_tags}).
 *
 * <p>An indexed tag takes some 200 bytes of the store, however short it is. So an event may have
 * {@value #SHORT_TAGS_MAX} of any length and one more for each {@value #BYTES_PER_TAG} bytes of its
 * JSON: lists of keys and ids have no other bound than {@code tagsMax}, and an event of thousands
 * of short tags does not become many times as large on disk as on the wire.
 */
record RejectTooManyTags(int tagsMax) implements EventRule {
  static final int SHORT_TAGS_MAX = 2_000;
  static final int BYTES_PER_TAG = 64;

  @Override
  public RuleName name() {
    return RuleName.REJECT_TOO_MANY_TAGS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    PackedEvent packed = event.packed();
    int tags = packed.tagCount();
    if (tags > tagsMax) {
      return new Verdict.Rejected(
          MessagePrefix.INVALID, "the event has " + tags + " tags, at most " + tagsMax);
    }
    int indexed = packed.indexedTagCount();
    int indexedMax = SHORT_TAGS_MAX + packed.jsonLength() / BYTES_PER_TAG;
    return indexed > indexedMax
        ? new Verdict.Rejected(
            MessagePrefix.INVALID,
            "the event has "
                + indexed
                + " short tags with one-letter names, at most "
                + indexedMax
                + " in an event of its length")
        : Verdict.ACCEPTED;
  }
}
