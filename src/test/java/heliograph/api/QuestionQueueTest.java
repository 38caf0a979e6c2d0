package heliograph.api;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is answered when, and who is told to come again. */
class QuestionQueueTest {
  private final CountDownLatch open = new CountDownLatch(1);
  private final List<String> answered = new ArrayList<>();
  private final QuestionQueue desk =
      new QuestionQueue(
          1,
          Thread.ofPlatform().daemon().name("question-", 1).factory(),
          Executors.newVirtualThreadPerTaskExecutor());

  @AfterEach
  void close() {
    open.countDown();
    desk.close();
  }

  /** Waits until the desk may go on. */
  private Supplier<String> slow(String name) {
    return () -> {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      answered.add(name);
      return name;
    };
  }

  private CompletableFuture<String> ask(String address, String name) {
    return desk.ask(address, slow(name)).toCompletableFuture();
  }

  @Test
  void addresses_takeTurns_howeverMuchOneAsks() {
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(ask("greedy", "g" + i));
    }
    all.add(ask("one", "o"));
    all.add(ask("two", "t"));

    open.countDown();
    all.forEach(CompletableFuture::join);

    assertThat(answered.indexOf("o")).isLessThanOrEqualTo(3);
    assertThat(answered.indexOf("t")).isLessThanOrEqualTo(4);
    assertThat(answered).endsWith("g3", "g4");
  }

  @Test
  void questions_overTheBoundOfAnAddress_areRefused() {
    for (int i = 0; i < QuestionQueue.HELD_BY_ADDRESS_MAX; i++) {
      assertThat(ask("greedy", "g" + i)).isNotDone();
    }

    CompletableFuture<String> refused = ask("greedy", "more");

    assertThat(refused.exceptionNow()).isInstanceOf(BusyException.class);
    assertThat(ask("another", "a")).isNotDone();
  }

  @Test
  void questions_overTheBoundOfAll_areRefusedWhoeverAsks() {
    for (int i = 0; i < QuestionQueue.HELD_MAX; i++) {
      assertThat(ask("address" + i, "q" + i)).isNotDone();
    }
    assertThat(ask("another", "a").exceptionNow()).isInstanceOf(BusyException.class);
  }

  @Test
  void places_allTakenByFewAddresses_areGivenUpByThoseThatHoldMost() {
    List<CompletableFuture<String>> flood = new ArrayList<>();
    for (int i = 0; i < QuestionQueue.HELD_MAX; i++) {
      flood.add(ask("greedy" + i % 4, "g" + i));
    }
    assertThat(flood).noneMatch(CompletableFuture::isDone);
    List<CompletableFuture<String>> honest = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      honest.add(ask("honest" + i, "h" + i));
    }
    assertThat(honest).noneMatch(CompletableFuture::isDone);
    eventually(
        "questions refused",
        () -> flood.stream().filter(CompletableFuture::isCompletedExceptionally).count(),
        refused -> refused == 20);
    open.countDown();
    assertThat(honest).allSatisfy(one -> assertThat(one.join()).startsWith("h"));
  }

  @Test
  void answer_thatIsReadSlowly_holdsNoThreadButItsPlace() {
    CountDownLatch read = new CountDownLatch(1);
    AtomicInteger reading = new AtomicInteger();
    for (int i = 0; i < QuestionQueue.HELD_BY_ADDRESS_MAX; i++) {
      desk.ask("slow reader", slow("answer"))
          .thenAccept(answer -> {
            reading.incrementAndGet();
            await(read);
          });
    }
    open.countDown();
    eventually(
        "reading.get() to be QuestionQueue.HELD_BY_ADDRESS_MAX",
        () -> reading.get(),
        found -> found == QuestionQueue.HELD_BY_ADDRESS_MAX);

    assertThat(ask("slow reader", "more").exceptionNow()).isInstanceOf(BusyException.class);
    assertThat(desk.ask("another", () -> "a").toCompletableFuture().join()).isEqualTo("a");
    read.countDown();
    eventually(
        "!ask('slow reader', 'again').isCompletedExceptionally()",
        () -> !ask("slow reader", "again").isCompletedExceptionally());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void question_thatFails_tellsHowAndTheNextIsAnswered() {
    CompletableFuture<String> failed =
        desk.ask("a", QuestionQueueTest::fault).toCompletableFuture();
    eventually("the question to fail", failed::isDone);

    assertThat(failed.exceptionNow()).hasMessage("broken");
    assertThat(desk.ask("a", () -> "well").toCompletableFuture().join()).isEqualTo("well");
  }

  private static String fault() {
    throw new IllegalStateException("broken");
  }
}
