package heliograph.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ingest.VerifyQueue.Share;
import heliograph.policy.AddressLanes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class VerifyQueueTest {
  private final List<Integer> handedOn = Collections.synchronizedList(new ArrayList<>());

  private static VerifyQueue<Integer> queue(int max, int takers) {
    return new VerifyQueue<>(
        new AddressLanes.Bounds(max, 1 << 20, (address, whole) -> whole),
        takers,
        new AddressLanes.Measure<>() {
          @Override
          public InetAddress from(Integer item) {
            return InetAddress.getLoopbackAddress();
          }

          @Override
          public int bytes(Integer item) {
            return 4;
          }
        },
        item -> {
          throw new AssertionError("one address displaces nobody: " + item);
        });
  }

  private static Share<Integer> take(VerifyQueue<Integer> queue) throws InterruptedException {
    return Objects.requireNonNull(queue.take(0));
  }

  private List<Runnable> handOn(Share<Integer> share) {
    return share.items().stream().map(item -> (Runnable) () -> handedOn.add(item)).toList();
  }

  @Test
  void finish_outOfOrder_handsOnInOrder() throws Exception {
    VerifyQueue<Integer> queue = queue(10, 2);
    queue.offer(1);
    queue.offer(2);
    queue.offer(3);
    Share<Integer> first = take(queue);
    Share<Integer> second = take(queue);
    Share<Integer> third = take(queue);
    queue.finish(third, handOn(third));
    queue.finish(second, handOn(second));
    assertThat(handedOn).isEmpty();
    queue.finish(first, handOn(first));
    assertThat(handedOn).containsExactly(1, 2, 3);
  }

  @Test
  void finish_byManyThreadsAtRandomSpeed_keepsTheOrder() throws Exception {
    int items = 20_000;
    int threads = 4;
    VerifyQueue<Integer> queue = queue(500, threads);
    CountDownLatch ended = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Random random = new Random(i);
      Thread.ofPlatform().start(() -> work(queue, random, ended));
    }
    for (int item = 0; item < items; item++) {
      queue.put(item);
    }
    assertThat(ended.await(3, TimeUnit.MINUTES)).isTrue();
    assertThat(handedOn).containsExactlyElementsOf(IntStream.range(0, items).boxed().toList());
  }

  private void work(VerifyQueue<Integer> queue, Random random, CountDownLatch ended) {
    try {
      for (Share<Integer> share = queue.take(500); share != null; share = queue.take(500)) {
        if (random.nextInt(50) == 0) {
          Thread.sleep(1);
        }
        queue.finish(share, handOn(share));
      }
      ended.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void take_sharesGrowWithTheQueue() throws Exception {
    VerifyQueue<Integer> queue = queue(1_000, 2);
    IntStream.range(0, 4).forEach(queue::offer);
    assertThat(take(queue).items()).hasSize(1);
    IntStream.range(0, 900).forEach(queue::offer);
    assertThat(take(queue).items()).hasSize(16);
    assertThat(queue.drain()).hasSize(887);
    assertThat(queue.take(0)).isNull();
  }

  @Test
  void offer_full_isRefusedUntilTaken() throws Exception {
    VerifyQueue<Integer> queue = queue(1, 1);
    assertThat(queue.offer(1)).isTrue();
    assertThat(queue.offer(2)).isFalse();
    take(queue);
    assertThat(queue.offer(2)).isTrue();
    assertThat(queue.size()).isOne();
  }

  @Test
  void put_full_waitsForRoom() throws Exception {
    VerifyQueue<Integer> queue = queue(1, 1);
    queue.put(1);
    Thread putter =
        Thread.ofPlatform()
            .start(() -> {
              try {
                queue.put(2);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    putter.join(50);
    assertThat(putter.isAlive()).isTrue();
    take(queue);
    putter.join(5_000);
    assertThat(putter.isAlive()).isFalse();
    assertThat(queue.size()).isOne();
  }

  @Test
  void enter_nothingWaits_keepsItsPlaceInLine() throws Exception {
    VerifyQueue<Integer> queue = queue(10, 1);
    queue.offer(1);
    assertThat(queue.enter(2)).as("others wait").isNull();
    Share<Integer> first = take(queue);
    Share<Integer> second = Objects.requireNonNull(queue.enter(2));
    queue.finish(second, handOn(second));
    assertThat(handedOn).isEmpty();
    queue.finish(first, handOn(first));
    assertThat(handedOn).containsExactly(1, 2);
  }
}
