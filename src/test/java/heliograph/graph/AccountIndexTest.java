package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountIndexTest {

  @Test
  void add_sameKey_isTheSameAccount() {
    AccountIndex index = new AccountIndex(1);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 50_000; i++) {
        assertThat(index.add(i, 0, 0, -i)).isEqualTo(i);
      }
    }
    assertThat(index.size()).isEqualTo(50_000);
    assertThat(index.find(49_999, 0, 0, -49_999)).isEqualTo(49_999);
    assertThat(index.find(49_999, 0, 1, -49_999)).isEqualTo(AccountIndex.NONE);
    assertThat(index.word(7, 3)).isEqualTo(-7);
  }

  @Test
  void compare_keys_areOrderedAsBytes() {
    AccountIndex index = new AccountIndex(4);
    int high = index.add(-1, 0, 0, 0); // ff…
    int low = index.add(1, 0, 0, 0);
    int next = index.add(1, 0, 0, Long.MIN_VALUE);
    assertThat(index.compare(low, high)).isNegative();
    assertThat(index.compare(next, low)).isPositive();
    assertThat(index.compare(low, low)).isZero();
  }
}
