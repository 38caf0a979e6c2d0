package heliograph.trust;

import heliograph.event.PublicKey;

/**
 * Receives the results of the current generation. Keys that it does not receive have no rank and
 * are not spam candidates.
 */
interface ReputationSink {
  /** Receives a key that has a rank or trusted followers. */
  void rank(PublicKey key, int rank, int trustedFollowers);

  /** Receives a key that is a spam candidate. */
  void spam(PublicKey key);
}
