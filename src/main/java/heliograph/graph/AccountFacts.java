package heliograph.graph;

/**
 * Facts about accounts besides their follows: when each was first seen and how often others
 * requested it. All are optional: 0 seconds is an unknown time, and a flag tells whether requests
 * were counted. Confined to one thread while it is filled.
 */
public final class AccountFacts {
  private final int[] firstSeen;
  private final int[] requests;
  private final boolean requestsKnown;

  /**
   * Creates facts without values.
   *
   * @param requestsKnown whether requests were counted, so that 0 means never
   */
  public AccountFacts(int accounts, boolean requestsKnown) {
    firstSeen = new int[accounts];
    requests = new int[accounts];
    this.requestsKnown = requestsKnown;
  }

  /** Returns facts of accounts of which nothing is known. */
  public static AccountFacts unknown(int accounts) {
    return new AccountFacts(accounts, false);
  }

  /**
   * Sets the facts of an account. Values beyond 32 bits are set to the largest.
   *
   * @param firstSeen seconds since 1970; 0 if unknown
   * @param requests the number of requests that named its key
   */
  public void set(int account, long firstSeen, long requests) {
    this.firstSeen[account] = (int) Math.clamp(firstSeen, 0, 0xffff_ffffL);
    this.requests[account] = Math.clamp(requests, 0, Integer.MAX_VALUE);
  }

  /** Returns the number of accounts. */
  public int accounts() {
    return requests.length;
  }

  /** Returns when the account was first seen, in seconds since 1970; 0 if unknown. */
  public long firstSeen(int account) {
    return firstSeen[account] & 0xffff_ffffL;
  }

  public int requests(int account) {
    return requests[account];
  }

  public boolean requestsKnown() {
    return requestsKnown;
  }
}
