package heliograph.trust;

import heliograph.event.PublicKey;

/** Takes what the current generation says of keys; who is not told is nobody in particular. */
interface ReputationSink {
  /** Of a key that has a rank or trusted followers. */
  void rank(PublicKey key, int rank, int trustedFollowers);

  /** That a key is a spam candidate. */
  void spam(PublicKey key);
}
