package heliograph.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.policy.AddressBucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whose query is next. */
class FairQueueTest {
  private static final long SLICE = 5_000_000;

  private record Query(String name, Object connection, AddressBucket address, boolean isUnsliced)
      implements FairQueue.Waiting {}

  private final FairQueue<Query> queue = new FairQueue<>(10_000, 2, SLICE);
  private final Object one = new NoOutlet();
  private final Object two = new NoOutlet();

  private Query query(String name, Object connection, int address) {
    return new Query(name, connection, new AddressBucket(4, address), false);
  }

  private String next() throws InterruptedException {
    return taken().name;
  }

  private Query taken() throws InterruptedException {
    return Objects.requireNonNull(queue.take(0));
  }

  @Test
  void take_thousandQueriesOfOneAddress_letAnotherAddressInAfterOne() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      assertThat(queue.offer(query("many" + i, i % 2 == 0 ? one : new NoOutlet(), 1))).isTrue();
    }
    assertThat(next()).isEqualTo("many0");
    queue.offer(query("a", two, 2));
    queue.offer(query("b", two, 2));

    List<String> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      order.add(next());
    }
    assertThat(order.subList(0, 2)).contains("a");
    assertThat(order.subList(0, 4)).contains("a", "b");
  }

  @Test
  void take_twoConnectionsOfOneAddress_takeTurns() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      queue.offer(query("x" + i, one, 1));
    }
    queue.offer(query("y0", two, 1));
    queue.offer(query("y1", two, 1));
    assertThat(List.of(next(), next(), next(), next(), next()))
        .containsExactly("x0", "y0", "x1", "y1", "x2");
  }

  @Test
  void take_unslicedQueries_leaveAWorkerToOthers() throws InterruptedException {
    AddressBucket address = new AddressBucket(4, 1);
    Query first = new Query("s0", one, address, true);
    Query second = new Query("s1", one, address, true);
    queue.offer(first);
    queue.offer(second);
    queue.offer(query("plain", two, 1));

    assertThat(taken()).isEqualTo(first);
    assertThat(next()).isEqualTo("plain");
    assertThat(queue.take(0)).isNull();
    queue.ran(first, true, SLICE);
    assertThat(taken()).isEqualTo(second);
  }

  @Test
  void take_addressThatUsedMoreThanItsSlice_missesTurnsWhileOthersWait()
      throws InterruptedException {
    Query long1 = query("long", one, 1);
    queue.offer(long1);
    taken();
    queue.offer(long1);
    queue.ran(long1, false, 11 * SLICE);
    for (int i = 0; i < 30; i++) {
      queue.offer(query("short" + i, two, 2));
    }
    int before = 0;
    while (!next().equals("long")) {
      before++;
    }
    assertThat(before).isBetween(8, 12);
    queue.offer(long1);
    queue.ran(long1, false, 100 * SLICE);
    while (queue.size() > 1) {
      next();
    }
    assertThat(queue.take(0)).as("alone, it need not wait").isNotNull();
  }

  @Test
  void offer_beyondHalfForOneAddressOrTheWhole_isRefused() {
    FairQueue<Query> small = new FairQueue<>(10, 2, SLICE);
    int taken = 0;
    while (small.offer(query("q", one, 1))) {
      taken++;
    }
    assertThat(taken).isEqualTo(5);
    while (small.offer(query("q", one, 2))) {
      taken++;
    }
    assertThat(taken).isEqualTo(10);
    assertThat(small.offer(query("q", one, 3))).isFalse();
  }

  @Test
  void remove_query_isNotTaken() throws InterruptedException {
    Query kept = query("kept", one, 1);
    Query gone = query("gone", two, 1);
    queue.offer(gone);
    queue.offer(kept);
    assertThat(queue.remove(gone)).isTrue();
    assertThat(queue.remove(gone)).isFalse();
    assertThat(taken()).isEqualTo(kept);
    assertThat(queue.take(0)).isNull();
    assertThat(queue.size()).isZero();
  }
}
