package heliograph.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.protocol.EventJson;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
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
  private final AtomicInteger farewells = new AtomicInteger();
  private final OutboundQueue queue =
      new OutboundQueue(
          new CountingTransport(),
          tasks::add,
          directSends,
          RelayConfig.read(key -> Optional.empty()).limits(),
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
      farewells.incrementAndGet();
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
  void hold_whatIsAdded_goesOutWithTheLastRelease() {
    queue.hold();
    queue.hold();
    storeAndEnd(3, 100);
    queue.release();
    assertThat(tasks).isEmpty();
    queue.release();
    assertThat(tasks).hasSize(1);
    tasks.getFirst().run();
    assertThat(sent).hasValue(4);
  }

  @Test
  void hold_aFullBuffer_isSentAllTheSame() {
    queue.hold();
    storeAndEnd(2, 40_000);
    assertThat(tasks).hasSize(1);
  }

  @Test
  void hold_manyReplies_areSentAllTheSame() {
    queue.hold();
    for (int i = 0; i < 600; i++) {
      queue.reply(RelayMessage.Eose.plain(ID));
    }
    assertThat(tasks).hasSize(1);
  }

  @Test
  void hold_forLong_isNoLongerHeld() {
    queue.hold();
    queue.reply(RelayMessage.Eose.plain(ID));
    assertThat(tasks).isEmpty();
    now += 6_000_000;
    queue.reply(RelayMessage.Eose.plain(ID));
    assertThat(tasks).hasSize(1);
  }

  @Test
  void hold_aFarewell_goesOutAtOnce() {
    queue.hold();
    queue.closeAfterSending(1001, "");
    tasks.getFirst().run();
    assertThat(farewells).hasValue(1);
  }

  @Test
  void answer_isSentByTheReadingThread() {
    queue.hold();
    storeAndEnd(3, 100);
    queue.answer();
    assertThat(tasks).isEmpty();
    assertThat(sent).hasValue(4);
    assertThat(directSends.availablePermits()).isOne();
  }

  @Test
  void answer_whileManyReadingThreadsSend_isSentByAnother() {
    assertThat(directSends.tryAcquire()).isTrue();
    queue.hold();
    storeAndEnd(3, 100);
    queue.answer();
    assertThat(sent).hasValue(0);
    assertThat(tasks).hasSize(1);
  }

  @Test
  void answer_ofVeryManyMessages_leavesTheRestToAnother() {
    queue.hold();
    storeAndEnd(1_500, 1);
    queue.answer();
    assertThat(sent.get()).isBetween(1, 1_499);
    tasks.getLast().run();
    assertThat(sent).hasValue(1_501);
  }

  @Test
  void answer_ofAClosedClient_isLeftToAnother() {
    queue.hold();
    queue.closeAfterSending(1000, "");
    queue.answer();
    assertThat(sent).hasValue(0);
  }
}
