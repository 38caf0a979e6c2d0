package heliograph.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is unsent is bounded by its bytes, and nobody is called back under a caller's locks. */
class OutboundQueueTest {
  private static final SubscriptionId ID = new SubscriptionId("x");

  /** Tasks that no sender has begun: the client does not read. */
  private final List<Runnable> tasks = new ArrayList<>();

  private final OutboundQueue queue =
      new OutboundQueue(
          new SilentTransport(), tasks::add, RelayConfig.read(key -> Optional.empty()).limits());

  private static final class SilentTransport implements Transport {
    @Override
    public void send(RelayMessage message) {}

    @Override
    public void ping() {}

    @Override
    public void pong(byte[] payload) {}

    @Override
    public void flush() {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public void cut() {}
  }

  /** True once the client has been given up: nothing is full that takes nothing. */
  private boolean isClosing() {
    queue.stored(new RelayMessage.Event(ID, new byte[1 << 20]));
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
    queue.stored(new RelayMessage.Event(ID, new byte[1 << 20]));
    queue.whenDrained(() -> resumed.add("query"));

    queue.overflow(1);

    assertThat(resumed).isEmpty();
    tasks.get(1).run();
    assertThat(resumed).containsExactly("query");
  }
}
