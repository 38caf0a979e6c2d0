package heliograph.negentropy;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.negentropy.Sides.Outcome;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NIP-77 at the size of a relay: prints its figures, asserts only the result. */
class Nip77ScaleTest {
  private static final int COUNT = 1_000_000;

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** Newest first, four a second, ids ascending inside a second; some ids are left out. */
  private static ItemSet.Builder scanned(int leftOut) {
    Random random = new Random(77);
    ItemSet.Builder builder = ItemSet.builder();
    for (int i = 0; i < COUNT; i++) {
      long first = (long) (i % 4) << 62 | random.nextLong() >>> 2;
      long second = random.nextLong();
      long third = random.nextLong();
      long fourth = random.nextLong();
      if (i % (COUNT / 100) != leftOut) {
        builder.add(1_700_000_000L - i / 4, first, second, third, fourth);
      }
    }
    return builder;
  }

  @Test
  void build_aMillionItems_printsItsTime() {
    for (int round = 0; round < 3; round++) {
      ItemSet.Builder scanned = scanned(-1);
      long start = System.nanoTime();
      ItemSet set = scanned.build();
      long newestFirst = millisSince(start);
      ItemSet.Builder sorted = ItemSet.builder();
      start = System.nanoTime();
      for (int i = 0; i < set.size(); i++) {
        sorted.add(set.timestamp(i), set.id(i));
      }
      long adding = millisSince(start);
      start = System.nanoTime();
      assertThat(sorted.build().size()).isEqualTo(COUNT);
      long ascending = millisSince(start);
      Random random = new Random(round);
      ItemSet.Builder unordered = ItemSet.builder();
      for (int i = 0; i < COUNT; i++) {
        unordered.add(random.nextInt(COUNT), random.nextLong(), i, i, i);
      }
      start = System.nanoTime();
      assertThat(unordered.build().size()).isEqualTo(COUNT);
      System.out.printf(
          "NIP-77 build of %d: %d ms newest first, %d ms sorted, %d ms unordered; add %d ms%n",
          COUNT, newestFirst, ascending, millisSince(start), adding);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4096, 65_536, 500_000})
  void reconcile_aMillionItemsDifferingIn100_printsItsTime(int frame) {
    ItemSet client = scanned(-1).build();
    ItemSet server = scanned(7).build();
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      Outcome outcome = Sides.reconcile(client, server, frame, frame);
      System.out.printf(
          "NIP-77 %d items differing in 100, frame %d: %d rounds, %d bytes, %d ms%n",
          COUNT, frame, outcome.rounds(), outcome.bytes(), millisSince(start));
      assertThat(outcome.have()).hasSize(100).doesNotHaveDuplicates();
      assertThat(outcome.need()).isEmpty();
    }
  }
}
