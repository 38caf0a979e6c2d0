package heliograph.negentropy;

import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.event.EventId;
import heliograph.negentropy.Sides.Item;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** NIP-77, preparation: items are sorted by timestamp, then id, and summed. */
class Nip77ItemSetTest {
  private static final long SEED = Long.getLong("heliograph.seed", 20_261_121);

  private static final Comparator<Item> ORDER =
      comparingLong(Item::timestamp).thenComparing(Item::id);

  private static List<Item> items(ItemSet set) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      items.add(new Item(set.timestamp(i), set.id(i)));
    }
    return items;
  }

  @Test
  void build_anyOrderOfInput_isSortedWithoutDuplicates() {
    Random random = new Random(SEED);
    for (int count : new int[] {0, 1, 2, 12, 13, 63, 64, 65, 1000, 5000}) {
      for (int seconds : new int[] {1, 7, 1_000_000}) {
        List<Item> sorted = new ArrayList<>(Sides.items(random, count, seconds, count % 31));
        sorted.sort(ORDER);
        for (List<Item> input : orders(sorted, random)) {
          assertThat(items(Sides.set(input))).as("seed %d", SEED).isEqualTo(sorted);
        }
      }
    }
  }

  private static List<List<Item>> orders(List<Item> sorted, Random random) {
    List<Item> reversed = new ArrayList<>(sorted);
    Collections.reverse(reversed);
    List<Item> scanned = new ArrayList<>(sorted);
    scanned.sort(comparingLong(Item::timestamp).reversed().thenComparing(Item::id));
    List<Item> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, random);
    List<Item> newestFirst = new ArrayList<>(shuffled);
    newestFirst.sort(comparingLong(Item::timestamp).reversed());
    List<Item> twice = new ArrayList<>(scanned);
    twice.addAll(scanned);
    List<Item> pipe = new ArrayList<>(sorted);
    pipe.addAll(reversed);
    return List.of(sorted, reversed, scanned, shuffled, newestFirst, twice, pipe);
  }

  @Test
  void quicksort_tooDeep_isSortedByHeap() {
    Random random = new Random(SEED);
    for (int depthMax = 0; depthMax < 5; depthMax++) {
      long[] words = random.longs(5 * 2000).map(word -> word & 3).toArray();
      ItemSort.quicksort(words, 2000, depthMax);
      for (int i = 1; i < 2000; i++) {
        assertThat(Arrays.compare(words, 5 * i - 5, 5 * i, words, 5 * i, 5 * i + 5))
            .isLessThanOrEqualTo(0);
      }
    }
  }

  @Test
  void builder_afterBuild_isEmpty() {
    ItemSet.Builder builder = ItemSet.builder().add(1, 2, 3, 4, 5).add(1, 2, 3, 4, 5);
    assertThat(builder.size()).isEqualTo(2);
    ItemSet set = builder.build();
    assertThat(items(set)).containsExactly(new Item(1, new EventId(2, 3, 4, 5)));
    assertThat(builder.build().size()).isZero();
    assertThat(set.size()).isEqualTo(1);
  }

  @Test
  void add_negativeTimestamp_isRefused() {
    assertThatThrownBy(() -> ItemSet.builder().add(-1, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void sum_anyRange_isTheSumModulo2To256() {
    Random random = new Random(SEED);
    ItemSet set = Sides.set(Sides.items(random, 777, 99, 0));
    List<BigInteger> before = new ArrayList<>(List.of(BigInteger.ZERO));
    for (int i = 0; i < set.size(); i++) {
      before.add(before.getLast().add(new BigInteger(1, reversed(set.id(i).bytes()))));
    }
    long[] sum = new long[4];
    for (int round = 0; round < 20_000; round++) {
      int lower = random.nextInt(set.size() + 1);
      int upper = lower + random.nextInt(set.size() + 1 - lower);
      set.sum(lower, upper, sum);
      BigInteger actual = BigInteger.ZERO;
      for (int i = 3; i >= 0; i--) {
        actual = actual.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(sum[i])));
      }
      assertThat(actual)
          .as("seed %d, %d to %d", SEED, lower, upper)
          .isEqualTo(
              before.get(upper).subtract(before.get(lower)).mod(BigInteger.ONE.shiftLeft(256)));
    }
  }

  @Test
  void sum_carryThroughEveryLimb_wraps() {
    ItemSet.Builder builder = ItemSet.builder();
    for (int i = 0; i < 200; i++) {
      builder.add(i, -1, -1, -1, -1);
    }
    ItemSet set = builder.build();
    long[] sum = new long[4];
    for (int upper = 0; upper <= 200; upper++) {
      set.sum(0, upper, sum);
      long high = upper == 0 ? 0 : -1;
      assertThat(sum).containsExactly(-upper, high, high, high);
    }
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  @Test
  void boundBefore_anyItem_partsItFromThePrevious() {
    for (int prefixBytes = 0; prefixBytes < 31; prefixBytes++) {
      ItemSet set = Sides.set(Sides.items(new Random(SEED), 300, 3, prefixBytes));
      for (int i = 1; i < set.size(); i++) {
        Bound bound = set.boundBefore(i);
        assertThat(set.lowerBound(0, bound)).isEqualTo(i);
        int shared = Arrays.mismatch(set.id(i - 1).bytes(), set.id(i).bytes());
        boolean sameSecond = set.timestamp(i) == set.timestamp(i - 1);
        assertThat(bound.prefixBytes()).isEqualTo(sameSecond ? shared + 1 : 0);
      }
    }
  }
}
