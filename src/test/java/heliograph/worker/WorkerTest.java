package heliograph.worker;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A worker's life: steps, faults, and each way to its end. */
class WorkerTest {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final ThreadFactory THREADS = Thread.ofPlatform().daemon().factory();

  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** Writes down what it is called for; a test overrides what it needs. */
  private class Noted implements Worker.Role {
    @Override
    public void step(Worker worker) throws InterruptedException {
      seen.add("step");
      worker.pause(LONG);
    }

    @Override
    public void failed(Worker worker, Throwable fault) throws InterruptedException {
      seen.add("failed " + fault.getMessage());
    }

    @Override
    public void end(Worker worker) throws InterruptedException {
      seen.add("end");
    }
  }

  @Test
  void close_whileItPauses_endsAtOnceAndRunsTheEndOnce() {
    Worker worker = Worker.start(THREADS, new Noted());
    eventually("a step", () -> seen.contains("step"));
    assertThat(worker.close(LONG)).isTrue();
    assertThat(worker.close(LONG)).isTrue();
    assertThat(seen).containsExactly("step", "end");
  }

  @Test
  void close_whileAStepWaits_wakesIt() {
    CountDownLatch woken = new CountDownLatch(1);
    Worker worker =
        Worker.start(
            THREADS,
            new Noted() {
              @Override
              public void step(Worker self) throws InterruptedException {
                seen.add("step");
                woken.await();
              }

              @Override
              public void wake() {
                woken.countDown();
              }
            });
    eventually("a step", () -> seen.contains("step"));
    assertThat(worker.close(LONG)).isTrue();
    assertThat(seen).endsWith("end");
  }

  @Test
  void step_thatThrows_isToldAndTheNextFollows() {
    AtomicInteger steps = new AtomicInteger();
    Worker worker =
        Worker.start(
            THREADS,
            new Noted() {
              @Override
              public void step(Worker self) throws InterruptedException {
                switch (steps.incrementAndGet()) {
                  case 1 -> throw new IllegalStateException("one");
                  case 2 -> throw new OutOfMemoryError("two");
                  default -> super.step(self);
                }
              }
            });
    eventually("the third step", () -> steps.get() == 3);
    assertThat(worker.close(LONG)).isTrue();
    assertThat(seen).containsExactly("failed one", "failed two", "step", "end");
  }

  @Test
  void stop_withWorkLeft_stepsUntilThereIsNone() {
    AtomicInteger left = new AtomicInteger(3);
    Worker worker =
        new Worker(
            new Noted() {
              @Override
              public void step(Worker self) {
                seen.add("step");
                left.decrementAndGet();
              }

              @Override
              public boolean hasWork() {
                return left.get() > 0;
              }
            });
    worker.stop();
    worker.run();
    assertThat(seen).containsExactly("step", "step", "step", "end");
  }

  @Test
  void run_interrupted_endsInPeaceAndKeepsTheInterrupt() {
    Worker worker =
        new Worker(
            new Noted() {
              @Override
              public void end(Worker self) throws InterruptedException {
                seen.add("end, interrupted " + Thread.currentThread().isInterrupted());
              }
            });
    Thread.currentThread().interrupt();
    worker.run();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(worker.isStopping()).isTrue();
    assertThat(seen).containsExactly("step", "end, interrupted false");
  }

  @Test
  void end_thatThrows_isTold() {
    Worker worker =
        new Worker(
            new Noted() {
              @Override
              public void end(Worker self) {
                throw new IllegalStateException("at the end");
              }
            });
    worker.stop();
    worker.run();
    assertThat(seen).containsExactly("failed at the end");
  }

  @Test
  void close_stepThatDoesNotEnd_givesUpAfterThePatience() {
    CountDownLatch release = new CountDownLatch(1);
    Worker worker =
        Worker.start(
            THREADS,
            new Noted() {
              @Override
              public void step(Worker self) throws InterruptedException {
                seen.add("step");
                release.await();
              }
            });
    eventually("a step", () -> seen.contains("step"));
    assertThat(worker.close(Duration.ofMillis(20))).isFalse();
    release.countDown();
    assertThat(worker.close(LONG)).isTrue();
  }

  @Test
  void close_many_askAllBeforeTheyWaitForOne() {
    CountDownLatch bothAsked = new CountDownLatch(2);
    List<Worker> workers =
        List.of(
            Worker.start(THREADS, new EndsWhenAllAreAsked(bothAsked)),
            Worker.start(THREADS, new EndsWhenAllAreAsked(bothAsked)));
    assertThat(Worker.close(workers, LONG)).isTrue();
  }

  @Test
  void close_neverStarted_isClosed() {
    assertThat(new Worker(new Noted()).close(LONG)).isTrue();
    assertThat(seen).isEmpty();
  }

  private class EndsWhenAllAreAsked extends Noted {
    private final CountDownLatch asked;

    EndsWhenAllAreAsked(CountDownLatch asked) {
      this.asked = asked;
    }

    @Override
    public void end(Worker worker) throws InterruptedException {
      asked.countDown();
      asked.await();
    }
  }
}
