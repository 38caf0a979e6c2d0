package heliograph.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.AddressRanges;
import heliograph.config.MemoryConfig;
import heliograph.config.RelayConfig;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.EventJson;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is unsent is bounded by its bytes, and nobody is called back under a caller's locks. */
class OutboundQueueTest {
  private static final SubscriptionId ID = new SubscriptionId("x");

  /** Tasks that no sender has begun: the client does not read. */
  private final List<Runnable> tasks = new ArrayList<>();

  private final Semaphore directSends = new Semaphore(1);
  private final AtomicInteger sent = new AtomicInteger();
  private long now;
  private final AtomicInteger closeFrames = new AtomicInteger();
  private final ClientBudgets budgets =
      ClientBudgets.of(
          RelayConfig.read(key -> Optional.empty()).fixed().memory(),
          (address, whole) -> whole / 4,
          new InMemoryMeters());
  private final OutboundQueue queue =
      new OutboundQueue(
          new CountingTransport(),
          tasks::add,
          directSends,
          RelayConfig.read(key -> Optional.empty()).live().limits(),
          budgets,
          AddressRanges.address("192.0.2.1"),
          () -> now);

  private final class CountingTransport implements Transport {
    @Override
    public void send(RelayMessage message) {
      sent.incrementAndGet();
    }

    @Override
    public void ping() {}

    @Override
    public void pong(byte[] payload) {}

    @Override
    public void flush() {}

    @Override
    public void close(int code, String reason) {
      closeFrames.incrementAndGet();
    }

    @Override
    public void cut() {}
  }

  /** True once the client has been given up: nothing is full that takes nothing. */
  private boolean isClosing() {
    queue.stored(new RelayMessage.Event(ID, new EventJson(new byte[1 << 20])));
    return !queue.isFull();
  }

  @Test
  void reply_unreadReconciliationAnswers_countWithTheirBytes() {
    for (int i = 0; i < 100; i++) {
      queue.reply(new RelayMessage.NegMsg(ID, new byte[60_000]));
    }

    assertThat(isClosing()).isTrue();
  }

  @Test
  void reply_asManySmallOnes_waitForTheClient() {
    for (int i = 0; i < 100; i++) {
      queue.reply(new RelayMessage.NegMsg(ID, new byte[60]));
    }

    assertThat(isClosing()).isFalse();
  }

  @Test
  void overflow_pausedQueries_areResumedByAnother() {
    List<String> resumed = new ArrayList<>();
    queue.stored(new RelayMessage.Event(ID, new EventJson(new byte[1 << 20])));
    queue.whenDrained(() -> resumed.add("query"));

    queue.overflow(1);

    assertThat(resumed).isEmpty();
    tasks.get(1).run();
    assertThat(resumed).containsExactly("query");
  }

  private void storeAndEnd(int events, int bytes) {
    for (int i = 0; i < events; i++) {
      queue.stored(new RelayMessage.Event(ID, new EventJson(new byte[bytes])));
    }
    queue.reply(new RelayMessage.Eose(ID, RelayMessage.Eose.Hint.FINISH, false));
  }

  @Test
  void cork_whatIsAdded_goesOutWithTheLastUncork() {
    queue.cork();
    queue.cork();
    storeAndEnd(3, 100);
    queue.uncork();
    assertThat(tasks).isEmpty();
    queue.uncork();
    assertThat(tasks).hasSize(1);
    tasks.getFirst().run();
    assertThat(sent).hasValue(4);
  }

  @Test
  void cork_aFullBuffer_isSentAllTheSame() {
    queue.cork();
    storeAndEnd(2, 40_000);
    assertThat(tasks).hasSize(1);
  }

  @Test
  void cork_manyReplies_areSentAllTheSame() {
    queue.cork();
    for (int i = 0; i < 600; i++) {
      queue.reply(RelayMessage.Eose.plain(ID));
    }
    assertThat(tasks).hasSize(1);
  }

  @Test
  void cork_forLong_isIgnored() {
    queue.cork();
    queue.reply(RelayMessage.Eose.plain(ID));
    assertThat(tasks).isEmpty();
    now += 6_000_000;
    queue.reply(RelayMessage.Eose.plain(ID));
    assertThat(tasks).hasSize(1);
  }

  @Test
  void cork_aCloseFrame_goesOutAtOnce() {
    queue.cork();
    queue.closeAfterSending(1001, "");
    tasks.getFirst().run();
    assertThat(closeFrames).hasValue(1);
  }

  @Test
  void flushOnThisThread_isSentByTheReadingThread() {
    queue.cork();
    storeAndEnd(3, 100);
    queue.flushOnThisThread();
    assertThat(tasks).isEmpty();
    assertThat(sent).hasValue(4);
    assertThat(directSends.availablePermits()).isOne();
  }

  @Test
  void flushOnThisThread_whileManyReadingThreadsSend_isSentByAnother() {
    assertThat(directSends.tryAcquire()).isTrue();
    queue.cork();
    storeAndEnd(3, 100);
    queue.flushOnThisThread();
    assertThat(sent).hasValue(0);
    assertThat(tasks).hasSize(1);
  }

  @Test
  void flushOnThisThread_ofVeryManyMessages_leavesTheRestToAnother() {
    queue.cork();
    storeAndEnd(1_500, 1);
    queue.flushOnThisThread();
    assertThat(sent.get()).isBetween(1, 1_499);
    tasks.getLast().run();
    assertThat(sent).hasValue(1_501);
  }

  @Test
  void flushOnThisThread_ofAClosedClient_isLeftToAnother() {
    queue.cork();
    queue.closeAfterSending(1000, "");
    queue.flushOnThisThread();
    assertThat(sent).hasValue(0);
  }

  private OutboundQueue another(String address, ClientBudgets shared) {
    return new OutboundQueue(
        new CountingTransport(),
        tasks::add,
        directSends,
        RelayConfig.read(key -> Optional.empty()).live().limits(),
        shared,
        AddressRanges.address(address),
        () -> now);
  }

  private void runTasks() {
    List<Runnable> all = List.copyOf(tasks);
    tasks.clear();
    all.forEach(Runnable::run);
  }

  @Test
  void budgets_whatIsSent_isGivenBack() {
    storeAndEnd(50, 10_000);
    for (int i = 0; i < 200; i++) {
      queue.live(new RelayMessage.Event(ID, new EventJson(new byte[500])));
    }
    assertThat(budgets.outbound().used()).isGreaterThan(490_000);
    assertThat(budgets.live().used()).isGreaterThan(200_000);
    runTasks();
    assertThat(sent).hasValue(251);
    assertThat(budgets.outbound().used()).isZero();
    assertThat(budgets.live().used()).isZero();
  }

  @Test
  void budgets_aLiveEventOfManyReceivers_countsOnce() {
    RelayMessage.Event event = new RelayMessage.Event(ID, new EventJson(new byte[10_000]));
    OutboundQueue other = another("192.0.2.2", budgets);
    queue.live(event);
    other.live(event);
    queue.hold(event);
    assertThat(budgets.live().used()).isEqualTo(20_000);
    queue.abandon();
    assertThat(budgets.live().used()).as("another has it").isEqualTo(20_000);
    queue.release(event);
    other.abandon();
    assertThat(budgets.live().used()).isZero();
  }

  @Test
  void budgets_usedUp_closeTheFullestNotTheHonest() {
    ClientBudgets small =
        ClientBudgets.of(
            new MemoryConfig(1 << 20, 1 << 20, 1 << 20, 1 << 20, Duration.ofSeconds(1)),
            (address, whole) -> whole,
            new InMemoryMeters());
    OutboundQueue hoarder = another("192.0.2.1", small);
    OutboundQueue honest = another("192.0.2.2", small);
    honest.stored(new RelayMessage.Event(ID, new EventJson(new byte[100_000])));
    for (int i = 0; i < 9; i++) {
      hoarder.stored(new RelayMessage.Event(ID, new EventJson(new byte[100_000])));
    }
    assertThat(hoarder.isClosed()).isFalse();
    honest.stored(new RelayMessage.Event(ID, new EventJson(new byte[100_000])));
    assertThat(hoarder.isClosed()).isTrue();
    assertThat(honest.isClosed()).isFalse();
    assertThat(small.outbound().used()).isLessThan(210_000);
  }

  @Test
  void budgets_ofLiveEvents_makeTheSlowestGo() {
    ClientBudgets small =
        ClientBudgets.of(
            new MemoryConfig(1 << 20, 1 << 20, 1 << 20, 1 << 20, Duration.ofSeconds(1)),
            (address, whole) -> whole,
            new InMemoryMeters());
    List<OutboundQueue> slow = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      OutboundQueue one = another("192.0.2." + i, small);
      slow.add(one);
      for (int n = 0; n < 90; n++) {
        one.live(new RelayMessage.Event(ID, new EventJson(new byte[400])));
      }
      assertThat(small.live().used()).isLessThanOrEqualTo((1 << 20) + 1_000);
    }
    assertThat(slow).anyMatch(OutboundQueue::isClosed);
    assertThat(small.live().isScarce()).isTrue();
    slow.forEach(OutboundQueue::abandon);
    assertThat(small.live().used()).isZero();
  }
}
