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
 * Refuses requests that ask only for private messages of others (NIP-04, NIP-17). {@code
 * auth-required:} tells the client that it could get an answer with a first or a further key.
 * Requests that ask for more are served without those messages.
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
   * Returns true if no key of the requester can be a party to the events asked for. Other authors
   * may have written to the requester, and the requester to other recipients, unless the filter
   * names both. Only gift wraps are signed with keys that belong to nobody.
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
