package heliograph.trust;

import heliograph.event.PublicKey;

/**
 * Takes the graph as {@link GraphConnection#load} reads it: first whether requests are known, then
 * all accounts by ascending number, then the relations of one after the other. May throw to end it.
 */
interface GraphSink {
  /**
   * Before anything else.
   *
   * @param requestsKnown whether requests have been counted for long enough, so that 0 means never
   */
  void begin(boolean requestsKnown);

  /**
   * An account.
   *
   * @param id its number in the database
   * @param firstSeen seconds since 1970; 0 if it was there before the relay looked
   * @param requests how many asked for it by key
   */
  void account(int id, PublicKey key, long firstSeen, long requests);

  /** Takes a follow; either number may be of an account that has been removed since. */
  void follow(int source, int target);

  /** A member of a cluster of the current generation; those of one cluster come together. */
  void clusterMember(long fingerprint, int account);
}
