package heliograph.subscription;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.config.RelayConfig;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.AddressBucket;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.policy.Requester;
import heliograph.policy.TrustedFollowers;
import heliograph.protocol.FilterParser;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import heliograph.store.lmdb.LmdbEventStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients may have open. */
class SubscriptionsTest {
  @TempDir private Path folder;
  private final InMemoryMeters meters = new InMemoryMeters();
  private final NoOutlet outlet = new NoOutlet();
  private EventStore store;
  private CurrentPolicy policy;
  private Subscriptions subscriptions;

  private static Thread thread(Runnable task) {
    return Thread.ofPlatform().daemon().unstarted(task);
  }

  @BeforeEach
  void open() {
    Map<String, String> settings =
        Map.of(
            "heliograph.data",
            folder.toString(),
            "heliograph.limits.filter-bytes-max",
            "1000000",
            "heliograph.limits.filter-bytes-connection-max",
            "100000");
    RelayConfig config = RelayConfig.read(key -> Optional.ofNullable(settings.get(key)));
    store =
        new LmdbEventStore(
            config.fixed().store(), Clock.systemUTC(), meters, SubscriptionsTest::thread);
    policy =
        new CurrentPolicy(
            config,
            Moderation.NONE,
            new PublicKey(1, 2, 3, 4),
            new PluginSlot(meters, Runnable::run),
            TrustedFollowers.UNKNOWN,
            meters,
            System::nanoTime);
    subscriptions =
        new Subscriptions(
            store,
            policy,
            OnDemandEvents.NONE,
            null,
            Clock.systemUTC(),
            meters,
            SubscriptionsTest::thread,
            1);
  }

  @AfterEach
  void close() {
    subscriptions.close();
    store.close();
  }

  private static List<NostrFilter> filter(int values) {
    String list =
        IntStream.range(0, values).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
    return List.of(
        new FilterParser(FilterParser.UnknownKeys.REFUSE)
            .parse(("{\"#t\":[" + list + "]}").getBytes(UTF_8)));
  }

  private Subscription open(String id, int values) {
    return subscriptions.open(
        new SubscriptionId(id), filter(values), Hinting.NONE, Requester.OPERATOR, outlet, () -> {});
  }

  private List<RelayMessage.Closed> refusals() {
    return outlet.replies.stream()
        .filter(RelayMessage.Closed.class::isInstance)
        .map(RelayMessage.Closed.class::cast)
        .toList();
  }

  @Test
  void open_filtersThatHoldTooMuch_areRefusedById() {
    Subscription huge = open("huge", 5_000);
    assertThat(huge.isClosed()).isTrue();
    subscriptions.close(huge);
    assertThat(refusals()).hasSize(1);
    assertThat(refusals().getFirst().id()).isEqualTo(huge.id());
    assertThat(refusals().getFirst().toString()).contains("INVALID");
    assertThat(meters.gauge("heliograph_live_filter_values")).isZero();

    List<Subscription> some = new ArrayList<>();
    for (Subscription next = open("s", 300); !next.isClosed(); next = open("s", 300)) {
      some.add(next);
    }
    assertThat(some).hasSizeBetween(1, 5);
    assertThat(refusals().getLast().toString()).contains("RATE_LIMITED");

    some.forEach(subscriptions::close);
    eventually(
        "meters.gauge('heliograph_filter_bytes') to be 0",
        () -> meters.gauge("heliograph_filter_bytes"),
        found -> found == 0);
    assertThat(meters.gauge("heliograph_live_filter_values")).isZero();
    assertThat(subscriptions.size()).isZero();
    assertThat(open("again", 300).isClosed()).isFalse();
  }

  @Test
  void count_filtersThatHoldTooMuch_areRefusedByIdAndGivenBack() {
    List<String> answered = new ArrayList<>();
    subscriptions.count(
        new SubscriptionId("c"),
        filter(5_000),
        Requester.OPERATOR,
        outlet,
        () -> answered.add("c"));
    assertThat(refusals()).hasSize(1);
    assertThat(answered).containsExactly("c");

    subscriptions.count(
        new SubscriptionId("d"), filter(10), Requester.OPERATOR, outlet, () -> answered.add("d"));
    eventually("answered to contain 'd'", () -> answered, found -> found.contains("d"));
    assertThat(meters.gauge("heliograph_filter_bytes")).isZero();
  }

  /** A scan without an end. */
  private static final class Endless implements EventScan {
    private final PackedEvent event = TestEvents.note(TestEvents.Key.of(1), 1, "x").packed();

    @Override
    public boolean resume(Sink sink, long nanos) {
      sink.take(event);
      return false;
    }

    @Override
    public long snapshot() {
      return 0;
    }

    @Override
    public Completeness completeness() {
      return Completeness.UNKNOWN;
    }
  }

  private ClientQuery.Count count(Duration timeMax) {
    return new ClientQuery.Count(
        new SubscriptionId("c"),
        filter(2),
        new Endless(),
        outlet,
        new AddressBucket(4, 1),
        1_000,
        timeMax,
        new MaintainedCounts(
            store, policy, new ScanWorkers(meters, SubscriptionsTest::thread, 0, 9)),
        () -> {});
  }

  @Test
  void count_thatTakesTooLong_isApproximate() {
    assertThat(count(Duration.ofHours(1)).resume(1)).isFalse();
    assertThat(count(Duration.ZERO).resume(1)).isTrue();
    assertThat(outlet.replies)
        .containsExactly(
            new RelayMessage.Count(new SubscriptionId("c"), 1, true, Optional.empty()));
  }

  @Test
  void count_thatIsCutShort_isApproximate() {
    ClientQuery.Count count = count(Duration.ofHours(1));
    count.resume(1);
    count.resume(1);
    count.cutShort("the search took too long");
    assertThat(outlet.replies)
        .containsExactly(
            new RelayMessage.Count(new SubscriptionId("c"), 2, true, Optional.empty()));
  }
}
