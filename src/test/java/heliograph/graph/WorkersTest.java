package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {

  @Test
  void blocks_everything_isDoneOnce() {
    try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
      Workers workers = new Workers(executor, 4, Workers.Progress.NONE);
      AtomicIntegerArray done = new AtomicIntegerArray(10_007);
      workers.blocks(
          done.length(),
          13,
          (worker, from, to) -> {
            assertThat(worker).isBetween(0, 3);
            for (int i = from; i < to; i++) {
              done.incrementAndGet(i);
            }
          });
      for (int i = 0; i < done.length(); i++) {
        assertThat(done.get(i)).isEqualTo(1);
      }
    }
  }

  /** Helpers that never begin are not waited for, and hold nothing. */
  @Test
  void blocks_executorThatNeverBegins_isDoneByTheCaller() {
    List<Runnable> queue = new ArrayList<>();
    Workers workers = new Workers(queue::add, 3, Workers.Progress.NONE);
    int[] done = new int[100];
    workers.blocks(100, 1, (worker, from, to) -> done[from]++);
    assertThat(done).containsOnly(1);
    assertThat(queue).hasSize(2);
    queue.forEach(Runnable::run); // too late: nothing happens
    assertThat(done).containsOnly(1);
  }

  @Test
  void blocks_fault_isThrownAndEndsTheOthers() {
    try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
      Workers workers = new Workers(executor, 2, Workers.Progress.NONE);
      assertThatThrownBy(() ->
              workers.blocks(
                  1_000,
                  1,
                  (worker, from, to) -> {
                    throw new IllegalStateException("block " + from);
                  }))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void beside_notAskedFor_isCancelled() {
    try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
      Workers workers = new Workers(executor, 2, Workers.Progress.NONE);
      workers.beside(() -> spin(workers)).close(); // as a fault in the caller's own work would
      assertThatThrownBy(workers::check).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void beside_withoutAThread_runsWhenAskedFor() {
    try (Workers.Beside<Integer> answer = Workers.inCaller().beside(() -> 42)) {
      assertThat(answer.get()).isEqualTo(42);
    }
  }

  private static int spin(Workers workers) {
    while (true) {
      workers.check();
      Thread.onSpinWait();
    }
  }
}
