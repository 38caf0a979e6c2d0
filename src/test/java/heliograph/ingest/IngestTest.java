package heliograph.ingest;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.RelayConfig;
import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.policy.Requester;
import heliograph.policy.TrustedFollowers;
import heliograph.store.EventStore;
import heliograph.store.lmdb.LmdbEventStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ephemeral and stored events beside each other. */
class IngestTest {
  @TempDir private Path folder;
  private final ConcurrentLinkedQueue<IntConsumer> waiting = new ConcurrentLinkedQueue<>();
  private final Map<String, IngestOutcome> outcomes = new ConcurrentHashMap<>();
  private volatile boolean full;
  private EventStore store;
  private Ingest ingest;

  private static Thread thread(Runnable task) {
    return Thread.ofPlatform().daemon().unstarted(task);
  }

  @BeforeEach
  void open() {
    InMemoryMeters meters = new InMemoryMeters();
    RelayConfig config =
        RelayConfig.read(
            key -> Optional.ofNullable(key.equals("heliograph.data") ? folder.toString() : null));
    store = new LmdbEventStore(config.store(), Clock.systemUTC(), meters, IngestTest::thread);
    CurrentPolicy policy =
        new CurrentPolicy(
            config,
            Moderation.NONE,
            new PublicKey(1, 2, 3, 4),
            new PluginSlot(meters, Runnable::run),
            TrustedFollowers.UNKNOWN,
            meters,
            System::nanoTime);
    ingest =
        new Ingest(
            store,
            new NativeSchnorr(),
            policy,
            (event, delivered) -> !full && waiting.add(delivered),
            RequestHandler.NONE,
            Clock.systemUTC(),
            meters,
            IngestTest::thread,
            2,
            100,
            1 << 20);
  }

  @AfterEach
  void close() {
    ingest.close();
    store.close();
  }

  private void submit(int kind, String name) {
    long now = System.currentTimeMillis() / 1_000;
    NostrEvent event = TestEvents.signed(Key.of(1), kind, now, List.of(), name);
    ingest.submit(event, Requester.OPERATOR, outcome -> outcomes.put(name, outcome));
  }

  @Test
  void submit_ephemeralThatAwaitsItsDelivery_holdsUpNoStoredEvent() {
    submit(20_001, "heard");
    submit(20_001, "unheard");
    submit(1, "stored");
    eventually(
        "outcomes.containsKey('stored') && waiting.size() == 2",
        () -> outcomes.containsKey("stored") && waiting.size() == 2);
    assertThat(outcomes).containsOnlyKeys("stored");

    waiting.remove().accept(2);
    waiting.remove().accept(0);
    assertThat(outcomes.get("heard")).isEqualTo(IngestOutcome.DELIVERED);
    assertThat(outcomes.get("unheard")).isEqualTo(IngestOutcome.MUTED);
  }

  @Test
  void submit_ephemeralWhereTooManyWait_isRefused() {
    full = true;
    submit(20_001, "late");
    eventually("outcomes.containsKey('late')", () -> outcomes.containsKey("late"));
    assertThat(outcomes.get("late")).isEqualTo(IngestOutcome.BUSY);
  }
}
