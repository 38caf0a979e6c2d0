package heliograph.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A set of accounts, ascending. Immutable. */
public final class AccountSet {
  private final int[] accounts;

  private AccountSet(int[] accounts) {
    this.accounts = accounts;
  }

  /** Returns the set of {@code accounts}, in any order. */
  public static AccountSet of(int... accounts) {
    return new AccountSet(Arrays.stream(accounts).sorted().distinct().toArray());
  }

  public int size() {
    return accounts.length;
  }

  /** Returns the member at {@code index} of the ascending order. */
  public int at(int index) {
    return accounts[index];
  }

  public boolean contains(int account) {
    return Arrays.binarySearch(accounts, account) >= 0;
  }

  public IntStream stream() {
    return Arrays.stream(accounts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccountSet set && Arrays.equals(accounts, set.accounts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(accounts);
  }

  @Override
  public String toString() {
    return accounts.length + " accounts";
  }
}
