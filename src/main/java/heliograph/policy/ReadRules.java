package heliograph.policy;

import heliograph.config.KindRanges;

/**
 * What holds for every read.
 *
 * @param privateKinds served to their parties only
 * @param hidden served to nobody
 */
record ReadRules(KindRanges privateKinds, HiddenEvents hidden) {}
