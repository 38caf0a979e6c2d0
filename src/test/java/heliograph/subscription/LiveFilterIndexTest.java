package heliograph.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ProcessorTime;
import heliograph.TestEvents;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.Visibility;
import heliograph.protocol.FilterParser;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the live thread does for one event is bounded by the event, not by its square. */
class LiveFilterIndexTest {
  private static final FilterParser FILTERS =
      new FilterParser(FilterParser.UnknownKeys.REFUSE, FilterParser.Search.ON);

  private final Set<PublicKey> spam = new HashSet<>();
  private final LiveFilterIndex index = new LiveFilterIndex(event -> spam.contains(event.pubkey()));

  private static final class NoOutlet implements Outlet {
    @Override
    public void stored(RelayMessage message) {}

    @Override
    public void live(RelayMessage.Event message) {}

    @Override
    public void reply(RelayMessage message) {}

    @Override
    public void hold() {}

    @Override
    public void release() {}

    @Override
    public boolean isBehind() {
      return false;
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public boolean isClosed() {
      return false;
    }

    @Override
    public void whenDrained(Runnable resume) {}

    @Override
    public void overflow(long bytes) {}
  }

  private void subscribe(String filter) {
    index.add(
        new Subscription(
            new SubscriptionId("x"),
            List.of(FILTERS.parse(filter.getBytes(UTF_8))),
            Visibility.EVERYTHING,
            Hinting.NONE,
            new NoOutlet(),
            1_000));
  }

  @Test
  void matching_sameTagThousandsOfTimes_triesEachFilterOnce() {
    String nobody = "f".repeat(64);
    for (int i = 0; i < 500; i++) {
      subscribe("{\"#t\":[\"x\"],\"#p\":[\"" + nobody + "\"]}");
    }
    subscribe("{\"#t\":[\"x\"]}");
    NostrEvent event =
        TestEvents.signed(
            TestEvents.Key.of(1), 1, 1, Collections.nCopies(2_000, List.of("t", "x")), "");

    Duration cost = ProcessorTime.of(() -> assertThat(index.matching(event)).hasSize(1));

    assertThat(cost).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void matching_spam_isLeftOutOfSearchesThatDoNotAskForIt() {
    NostrEvent event = TestEvents.note(TestEvents.Key.of(1), 10, "apple");
    spam.add(event.pubkey());

    subscribe("{\"search\":\"apple\"}");
    assertThat(index.matching(event)).isEmpty();

    subscribe("{\"search\":\"apple include:spam\"}");
    subscribe("{\"search\":\"apple\",\"authors\":[\"" + event.pubkey().hex() + "\"]}");
    subscribe("{\"kinds\":[1]}");
    assertThat(index.matching(event)).hasSize(3);
  }
}
