package heliograph.analytics;

import heliograph.event.PublicKey;

/** Takes the current ranks, key by key; who is not told has neither. */
@FunctionalInterface
public interface RankSink {
  void rank(PublicKey key, int rank, int trustedFollowers);
}
