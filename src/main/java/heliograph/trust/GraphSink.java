package heliograph.trust;

import heliograph.event.PublicKey;

/**
 * Receives the graph from {@link GraphConnection#load}: first whether requests are known, then all
 * accounts by ascending number, then one relation after the other. May throw to end the load.
 */
interface GraphSink {
  /**
   * Called first.
   *
   * @param requestsKnown whether requests have been counted for long enough, so that 0 means never
   */
  void begin(boolean requestsKnown);

  /**
   * Receives an account.
   *
   * @param id its number in the database
   * @param firstSeen seconds since 1970; 0 if it existed before the relay kept statistics
   * @param requests the number of requests that named its key
   */
  void account(int id, PublicKey key, long firstSeen, long requests);

  /** Receives a follow; either number may be of an account that has been removed since. */
  void follow(int source, int target);

  /**
   * Receives a member of a cluster of the current generation; members of one cluster come one after
   * the other.
   */
  void clusterMember(long fingerprint, int account);
}
