package heliograph.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.filter.Visibility;
import heliograph.policy.AddressBucket;
import heliograph.protocol.EventJson;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.RelayMessage.Eose;
import heliograph.protocol.SubscriptionId;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a subscription keeps back is counted as long as it does. */
class SubscriptionHeldTest {
  private int kept;
  private int live;
  private boolean overflown;
  private final Subscription subscription =
      new Subscription(
          new SubscriptionId("x"),
          List.of(),
          Visibility.EVERYTHING,
          Hinting.NONE,
          new Counting(),
          AddressBucket.of(InetAddress.getLoopbackAddress()),
          10_000);

  private final class Counting extends NoOutlet {
    @Override
    public void live(RelayMessage.Event message) {
      live++;
    }

    @Override
    public void hold(RelayMessage.Event message) {
      kept++;
    }

    @Override
    public void release(RelayMessage.Event message) {
      kept--;
    }

    @Override
    public void overflow(long bytes) {
      overflown = true;
    }
  }

  private void happen(int events) {
    for (int i = 0; i < events; i++) {
      subscription.live(i, new EventJson(new byte[1_000]));
    }
  }

  @Test
  void keptEvents_areLetGoAtTheEndOfTheStoredOnes() {
    happen(5);
    assertThat(kept).isEqualTo(5);
    subscription.storedEnd(2, Eose.Hint.NONE);
    assertThat(kept).isZero();
    assertThat(live).isEqualTo(2);
  }

  @Test
  void keptEvents_areLetGoWithTheSubscription() {
    happen(5);
    subscription.close();
    subscription.close();
    assertThat(kept).isZero();
  }

  @Test
  void tooManyKeptEvents_areAllLetGo() {
    happen(11);
    assertThat(overflown).isTrue();
    assertThat(kept).isZero();
  }
}
