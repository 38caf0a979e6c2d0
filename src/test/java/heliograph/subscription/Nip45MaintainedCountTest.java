package heliograph.subscription;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.RelayConfig;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.policy.Requester;
import heliograph.protocol.FilterParser;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import heliograph.store.lmdb.LmdbEventStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A COUNT through the scan, through a counter, and through the scan again where things are hidden.
 */
class Nip45MaintainedCountTest {
  private static final String NOTE = "ab".repeat(32);
  private static final String REACTIONS = "{\"#e\":[\"" + NOTE + "\"],\"kinds\":[7]}";
  private static final long NOW = 1_800_000_000;

  @TempDir private Path directory;
  private final InMemoryMeters meters = new InMemoryMeters();
  private CurrentPolicy policy;
  private LmdbEventStore store;
  private Subscriptions subscriptions;

  @BeforeEach
  void open() {
    RelayConfig config =
        RelayConfig.read(key ->
            key.equals("heliograph.data") ? Optional.of(directory.toString()) : Optional.empty());
    policy =
        new CurrentPolicy(
            config,
            Moderation.NONE,
            new PublicKey(1, 2, 3, 4),
            new PluginSlot(meters, Runnable::run),
            key -> 0,
            meters,
            System::nanoTime);
    store =
        new LmdbEventStore(
            config.fixed().store(),
            Clock.systemUTC(),
            meters,
            task -> Thread.ofPlatform().name("test-writer").unstarted(task));
    subscriptions =
        new Subscriptions(
            store,
            policy,
            OnDemandEvents.NONE,
            null,
            Clock.systemUTC(),
            meters,
            task -> Thread.ofPlatform().name("test-query").unstarted(task),
            1);
  }

  @AfterEach
  void close() {
    subscriptions.close();
    store.close();
  }

  private void react(int from, int to) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(to - from);
    for (int i = from; i < to; i++) {
      NostrEvent reaction =
          TestEvents.signed(Key.of(i % 550), 7, NOW + i, List.of(List.of("e", NOTE)), "+");
      store.write(reaction, result -> done.countDown());
    }
    assertThat(done.await(3, TimeUnit.MINUTES)).isTrue();
  }

  private static NostrFilter filter(String json) {
    return new FilterParser(FilterParser.UnknownKeys.REFUSE).parse(json.getBytes(UTF_8));
  }

  private RelayMessage count(String filter) throws InterruptedException {
    Answers answers = new Answers();
    subscriptions.count(
        new SubscriptionId("c"), List.of(filter(filter)), Requester.OPERATOR, answers, () -> {});
    RelayMessage answer = answers.messages.poll(3, TimeUnit.MINUTES);
    assertThat(answer).isInstanceOf(RelayMessage.Count.class);
    return answer;
  }

  /** The same events, by a filter of no shape that a counter is made for. */
  private RelayMessage scanned() throws InterruptedException {
    return count("{\"#e\":[\"" + NOTE + "\"],\"kinds\":[7],\"since\":1}");
  }

  private RelayMessage counted() throws InterruptedException {
    return count(REACTIONS);
  }

  private void awaitCounters(int wanted) {
    eventually(
        "meters.gauge('heliograph_counters') to be wanted",
        () -> meters.gauge("heliograph_counters"),
        found -> found == wanted);
    assertThat(meters.gauge("heliograph_counters")).isEqualTo(wanted);
  }

  @Test
  void count_maintained_isWhatTheScanFinds() throws Exception {
    react(0, MaintainedCounts.WORTH_KEEPING);
    assertThat(counted()).isEqualTo(scanned());
    react(MaintainedCounts.WORTH_KEEPING, 700);
    assertThat(meters.gauge("heliograph_counters")).isZero();
    assertThat(counted()).isEqualTo(scanned());
    awaitCounters(1);
    assertThat(counted()).isEqualTo(scanned());
    react(700, 800);
    assertThat(counted())
        .isEqualTo(scanned())
        .extracting(answer -> ((RelayMessage.Count) answer).count())
        .isEqualTo(800L);
    assertThat(store.count(filter(REACTIONS))).isPresent();
  }

  @Test
  void count_ofABannedAuthorsEvents_isScannedFor() throws Exception {
    react(0, 600);
    counted();
    awaitCounters(1);
    PublicKey banned = PublicKey.parse(Key.of(0).pubkey());
    policy.apply(Moderation.NONE.edited(draft -> draft.bannedPubkeys.put(banned, "")));
    assertThat(counted())
        .isEqualTo(scanned())
        .extracting(answer -> ((RelayMessage.Count) answer).count())
        .isEqualTo(598L);
  }
}
