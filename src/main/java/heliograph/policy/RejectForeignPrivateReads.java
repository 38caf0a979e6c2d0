package heliograph.policy;

import heliograph.config.KindRanges;
import heliograph.event.Kinds;
import heliograph.event.PublicKey;
import heliograph.filter.KindSet;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/**
 * Refuses requests that ask for other people's private messages and nothing else (NIP-04, NIP-17):
 * {@code auth-required:} means to a client that it could have an answer, with a first key or with
 * one more. What asks for more than that is served without them.
 */
record RejectForeignPrivateReads(KindRanges privateKinds, KindRanges ownKinds)
    implements RequestRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_FOREIGN_PRIVATE_READS;
  }

  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    for (NostrFilter filter : filters) {
      if (areAllIn(privateKinds, filter.kinds())) {
        if (!requester.isAuthenticated() || namesOthersOnly(filter, requester.keys())) {
          return new Verdict.Rejected(
              MessagePrefix.AUTH_REQUIRED, "private events are served to their parties only");
        }
      }
    }
    return Verdict.ACCEPTED;
  }

  private static boolean areAllIn(KindRanges some, KindSet kinds) {
    for (int i = 0; i < kinds.size(); i++) {
      if (!some.contains(kinds.kind(i))) {
        return false;
      }
    }
    return kinds.size() > 0;
  }

  /**
   * Returns true if no key of the requester can be a party to what is asked for. Foreign authors
   * may write to it and foreign recipients be written to by it, unless both are named; only wraps
   * are signed with keys that are nobody's.
   */
  private boolean namesOthersOnly(NostrFilter filter, List<PublicKey> keys) {
    boolean foreignAuthors = true;
    for (PublicKey key : keys) {
      foreignAuthors &= !filter.authors().contains(key.a(), key.b(), key.c(), key.d());
    }
    if (foreignAuthors && !filter.authors().isAll() && areAllIn(ownKinds, filter.kinds())) {
      return true;
    }
    boolean throwaway = filter.authors().isAll() && asksForWrapsOnly(filter.kinds());
    if (!foreignAuthors && !throwaway) {
      return false;
    }
    for (TagCondition tag : filter.tags()) {
      if (tag.letter() == 'p') {
        return keys.stream().noneMatch(key -> tag.contains(key.hex()));
      }
    }
    return false;
  }

  private static boolean asksForWrapsOnly(KindSet kinds) {
    for (int i = 0; i < kinds.size(); i++) {
      if (kinds.kind(i) != Kinds.GIFT_WRAP && kinds.kind(i) != Kinds.EPHEMERAL_GIFT_WRAP) {
        return false;
      }
    }
    return true;
  }
}
