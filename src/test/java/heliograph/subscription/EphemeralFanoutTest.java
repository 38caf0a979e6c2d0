package heliograph.subscription;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.AddressRanges;
import heliograph.event.NostrEvent;
import heliograph.filter.Visibility;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.AddressBucket;
import heliograph.protocol.FilterParser;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import heliograph.search.SpamAuthors;
import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import heliograph.worker.Worker;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ephemeral events between the verifiers and their listeners. */
class EphemeralFanoutTest {
  private static final ChangeFeed NO_FEED =
      new ChangeFeed() {
        @Override
        public long lastSeq() {
          return 0;
        }

        @Override
        public List<FeedEntry> take(long after, int max, Duration patience) {
          return List.of();
        }
      };

  private static final InetAddress HERE = AddressRanges.address("192.0.2.1");

  private final LiveFilterIndex index =
      new LiveFilterIndex(SpamAuthors.NOBODY, new InMemoryMeters());
  private final EphemeralFanout fanout =
      new EphemeralFanout(
          new LiveFanout(NO_FEED, index, Clock.systemUTC()), (address, whole) -> whole / 4);
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  private static NostrEvent event(int kind, String content) {
    return TestEvents.signed(Key.of(1), kind, 1, List.of(), content);
  }

  private Subscription listen(NoOutlet outlet) {
    Subscription subscription =
        new Subscription(
            new SubscriptionId("x"),
            List.of(
                new FilterParser(FilterParser.UnknownKeys.REFUSE)
                    .parse("{\"kinds\":[20001]}".getBytes(UTF_8))),
            Visibility.EVERYTHING,
            Hinting.NONE,
            outlet,
            new AddressBucket(4, 1),
            1_000_000);
    subscription.storedEnd(0, RelayMessage.Eose.Hint.NONE);
    index.add(subscription);
    return subscription;
  }

  @Test
  void offer_events_areDeliveredAndToldInOrder() {
    List<String> live = Collections.synchronizedList(new ArrayList<>());
    listen(
        new NoOutlet() {
          @Override
          public void live(RelayMessage.Event message) {
            live.add("event");
          }
        });
    for (int i = 0; i < 200; i++) {
      int number = i;
      assertThat(fanout.offer(HERE, event(20_001 + i % 2, "e"), n -> told.add(number + ":" + n)))
          .isTrue();
    }
    Worker worker = Worker.start(Thread.ofPlatform().daemon().factory(), fanout);

    eventually("told.size() to be 200", () -> told.size(), found -> found == 200);
    assertThat(told)
        .isEqualTo(IntStream.range(0, 200).mapToObj(i -> i + ":" + (1 - i % 2)).toList());
    assertThat(live).hasSize(100);
    assertThat(worker.close(Duration.ofMinutes(3))).isTrue();
  }

  @Test
  void offer_moreBytesThanMayWait_isRefusedUntilThereIsRoom() {
    NostrEvent large = event(20_001, "x".repeat(100_000));
    int taken = 0;
    while (fanout.offer(HERE, large, n -> told.add("" + n))) {
      taken++;
    }
    assertThat(taken).isBetween(80, 84); // half, for this address alone has more than its share
    assertThat(fanout.offer(HERE, large, n -> told.add("never"))).isFalse();

    Worker worker = Worker.start(Thread.ofPlatform().daemon().factory(), fanout);
    eventually("fanout.size() to be 0", () -> fanout.size(), found -> found == 0);
    assertThat(fanout.offer(HERE, large, n -> told.add("" + n))).isTrue();
    assertThat(worker.close(Duration.ofMinutes(3))).isTrue();
    assertThat(told).hasSize(taken + 1).containsOnly("0");
  }

  @Test
  void offer_ofAnotherAddress_isNextInTurnAndFindsRoom() {
    NostrEvent large = event(20_001, "x".repeat(100_000));
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    for (int address = 1; address <= 4; address++) {
      InetAddress from = AddressRanges.address("192.0.2." + address);
      while (fanout.offer(from, large, n -> order.add("flood " + n))) {
        // until it has its share
      }
    }
    for (int i = 0; i < 3; i++) {
      String name = "victim " + i + ":";
      InetAddress from = AddressRanges.address("198.51.100.1");
      assertThat(fanout.offer(from, large, n -> order.add(name + n))).isTrue();
    }
    assertThat(order).isNotEmpty().containsOnly("flood -1");
    order.clear();
    Worker worker = Worker.start(Thread.ofPlatform().daemon().factory(), fanout);
    eventually("fanout.size() to be 0", () -> fanout.size(), found -> found == 0);
    assertThat(worker.close(Duration.ofMinutes(3))).isTrue();
    assertThat(order.indexOf("victim 2:0")).isLessThanOrEqualTo(15);
  }

  @Test
  void stop_whatStillWaits_isTold() {
    assertThat(fanout.offer(HERE, event(20_001, "late"), n -> told.add("" + n))).isTrue();
    Worker worker = new Worker(fanout);
    worker.stop();
    worker.run();
    assertThat(told).containsExactly("0");
    assertThat(fanout.offer(HERE, event(20_001, "too late"), n -> told.add("never"))).isFalse();
  }

  @Test
  void run_faultOfOneEvent_isNoFaultOfTheNext() {
    listen(
        new NoOutlet() {
          @Override
          public void live(RelayMessage.Event message) {
            throw new IllegalStateException("a client's fault");
          }
        });
    fanout.offer(HERE, event(20_001, "a"), n -> told.add("a" + n));
    fanout.offer(
        HERE,
        event(20_002, "b"),
        n -> {
          throw new IllegalStateException("a reply's fault");
        });
    fanout.offer(HERE, event(20_002, "c"), n -> told.add("c" + n));
    Worker worker = Worker.start(Thread.ofPlatform().daemon().factory(), fanout);
    eventually("told.size() to be 2", () -> told.size(), found -> found == 2);
    assertThat(told).containsExactly("a0", "c0");
    assertThat(worker.close(Duration.ofMinutes(3))).isTrue();
  }
}
