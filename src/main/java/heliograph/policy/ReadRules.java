package heliograph.policy;

import heliograph.config.KindRanges;
import heliograph.filter.KindSet;

/**
 * What holds for every read.
 *
 * @param privateKinds served to their parties only
 * @param ownKinds those of them whose only party is the author
 * @param hidden served to nobody
 */
record ReadRules(KindRanges privateKinds, KindRanges ownKinds, HiddenEvents hidden) {
  /** Returns true if kinds are named, and none but private ones. */
  boolean namesPrivateKindsOnly(KindSet kinds) {
    for (int i = 0; i < kinds.size(); i++) {
      if (!privateKinds.contains(kinds.kind(i))) {
        return false;
      }
    }
    return kinds.size() > 0;
  }
}
