package heliograph.graph;

/**
 * What is known of accounts besides their follows: when each was first seen and how often others
 * asked for it. Nothing is required: 0 seconds is an unknown time, and a relay that keeps no
 * request statistics says so. Confined to one thread while it is filled.
 */
public final class AccountFacts {
  private final int[] firstSeen;
  private final int[] requests;
  private final boolean requestsKnown;

  /**
   * No facts yet.
   *
   * @param requestsKnown whether requests were counted at all, so that 0 means never
   */
  public AccountFacts(int accounts, boolean requestsKnown) {
    firstSeen = new int[accounts];
    requests = new int[accounts];
    this.requestsKnown = requestsKnown;
  }

  /** Facts of accounts of which nothing is known. */
  public static AccountFacts unknown(int accounts) {
    return new AccountFacts(accounts, false);
  }

  /**
   * Notes what is known of an account. Values beyond 32 bits count as their bound.
   *
   * @param firstSeen seconds since 1970; 0 if unknown
   * @param requests how many requests asked for it by key
   */
  public void set(int account, long firstSeen, long requests) {
    this.firstSeen[account] = (int) Math.clamp(firstSeen, 0, 0xffff_ffffL);
    this.requests[account] = Math.clamp(requests, 0, Integer.MAX_VALUE);
  }

  /** Returns the number of accounts. */
  public int accounts() {
    return requests.length;
  }

  /** Seconds since 1970, 0 if unknown. */
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
