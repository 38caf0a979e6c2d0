package heliograph.policy;

import heliograph.config.KindRanges;
import heliograph.filter.KindSet;

/**
 * The rules that apply to every read.
 *
 * @param privateKinds kinds that are served to their parties only
 * @param ownKinds those of them whose only party is the author
 * @param hidden events that are served to nobody
 */
record ReadRules(KindRanges privateKinds, KindRanges ownKinds, HiddenEvents hidden) {
  /** Returns true if kinds are named, and all of them are private. */
  boolean namesPrivateKindsOnly(KindSet kinds) {
    for (int i = 0; i < kinds.size(); i++) {
      if (!privateKinds.contains(kinds.kind(i))) {
        return false;
      }
    }
    return kinds.size() > 0;
  }
}
