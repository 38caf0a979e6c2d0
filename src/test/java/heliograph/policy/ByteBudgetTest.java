package heliograph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.AddressRanges;
import heliograph.metrics.InMemoryMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What connections hold together, and who has to go when it is too much. */
class ByteBudgetTest {
  private static final int MIB = 1 << 20;

  private final List<String> evicted = new ArrayList<>();
  private final ByteBudget budget =
      new ByteBudget("test", 8 * MIB, (address, whole) -> whole / 4, new InMemoryMeters());

  private ByteBudget.Account account(String address, String name) {
    return budget.open(AddressRanges.address(address), () -> evicted.add(name));
  }

  @Test
  void smallHolders_areNotCharged() {
    for (int i = 0; i < 10_000; i++) {
      account("192.0.2.1", "small").add(ByteBudget.FREE);
    }
    assertThat(budget.used()).isZero();
    assertThat(budget.addresses()).isZero();
    assertThat(evicted).isEmpty();
  }

  @Test
  void overTheBudget_theLargestOfTheFullestAddressGoes() {
    account("192.0.2.1", "large but alone").add(2 * MIB);
    account("192.0.2.2", "a").add(MIB);
    account("192.0.2.2", "b").add(2 * MIB);
    account("192.0.2.3", "c").add(2 * MIB);
    assertThat(evicted).containsExactly("b");
    evicted.clear();
    account("192.0.2.4", "honest").add(20_000);
    assertThat(evicted).isEmpty();
    assertThat(budget.used()).isLessThan(8L * MIB);
  }

  @Test
  void overHalf_anAddressOverItsShare_losesItsLargest() {
    account("192.0.2.1", "one").add(MIB);
    account("192.0.2.1", "two").add(2 * MIB);
    assertThat(evicted).as("nobody else needs it").isEmpty();
    account("192.0.2.2", "other").add(MIB + MIB / 2);
    assertThat(evicted).as("the other is within its share").isEmpty();
    account("192.0.2.1", "three").add(10_000);
    assertThat(evicted).containsExactly("two");
  }

  @Test
  void sharedBytes_count_andTheFullestPays() {
    account("192.0.2.1", "slow").add(MIB + 10_000);
    budget.addShared(7 * MIB);
    assertThat(evicted).containsExactly("slow");
    budget.removeShared(7 * MIB);
    assertThat(budget.used()).isZero();
  }

  @Test
  void sharedBytesAlone_overTheBudget_endTheSearchForSomebody() {
    budget.addShared(9 * MIB);
    assertThat(budget.used()).isEqualTo(9 * MIB);
    assertThat(budget.isScarce()).isTrue();
  }

  @Test
  void whatIsGivenBackOrClosed_leavesNothing() {
    Random random = new Random(3);
    List<ByteBudget.Account> accounts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      accounts.add(account("192.0.2." + i % 7, "x"));
    }
    long[] held = new long[accounts.size()];
    for (int i = 0; i < 100_000; i++) {
      int who = random.nextInt(held.length);
      if (held[who] > 0 && random.nextBoolean()) {
        long less = 1 + random.nextLong(held[who]);
        accounts.get(who).remove(less);
        held[who] -= less;
      } else {
        long more = random.nextInt(20_000);
        accounts.get(who).add(more);
        held[who] += more;
      }
      assertThat(budget.used()).isLessThanOrEqualTo(8L * MIB);
    }
    for (int who = 0; who < held.length; who++) {
      assertThat(accounts.get(who).held()).isEqualTo(held[who]);
      if (who % 2 == 0) {
        accounts.get(who).remove(held[who]);
      }
      accounts.get(who).close();
    }
    assertThat(budget.used()).isZero();
    assertThat(budget.addresses()).isZero();
  }

  @Test
  void charge_isAtMostAStepFromTheTruth() {
    ByteBudget.Account account = account("192.0.2.1", "x");
    for (int i = 0; i < 100; i++) {
      account.add(10_000);
    }
    assertThat(budget.used()).isBetween(1_000_000L - ByteBudget.FREE, 1_000_000L);
  }

  @Test
  void evictedAccount_chargesNothingMore() {
    ByteBudget.Account account = account("192.0.2.1", "x");
    account.add(9 * MIB);
    assertThat(evicted).containsExactly("x");
    account.add(9 * MIB);
    account.remove(MIB);
    assertThat(evicted).hasSize(1);
    assertThat(budget.used()).isZero();
  }
}
