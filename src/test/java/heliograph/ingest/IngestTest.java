package heliograph.ingest;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.RelayConfig;
import heliograph.config.RelayUrl;
import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.policy.Requester;
import heliograph.policy.TrustedFollowers;
import heliograph.protocol.MessagePrefix;
import heliograph.store.EventStore;
import heliograph.store.lmdb.LmdbEventStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every event gets one answer: stored, ephemeral, late, or met by a fault. */
class IngestTest {
  @TempDir private Path folder;
  private final ConcurrentLinkedQueue<IntConsumer> waiting = new ConcurrentLinkedQueue<>();
  private final Map<String, IngestOutcome> outcomes = new ConcurrentHashMap<>();
  private volatile boolean full;
  private volatile RequestHandler requests = RequestHandler.NONE;
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
    store =
        new LmdbEventStore(config.fixed().store(), Clock.systemUTC(), meters, IngestTest::thread);
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
            (from, event, delivered) -> !full && waiting.add(delivered),
            (event, requester) -> requests.handle(event, requester),
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

  private static final long NOW = System.currentTimeMillis() / 1_000;

  private void submit(int kind, String name) {
    NostrEvent event = TestEvents.signed(Key.of(1), kind, NOW, List.of(), name);
    ingest.submit(event, Requester.OPERATOR, outcome -> outcomes.put(name, outcome));
  }

  /** Somebody at an address who has proven to hold these keys. */
  private record Client(InetAddress address, List<PublicKey> keys) implements Requester {
    private static Client holding(Key... keys) {
      return new Client(
          InetAddress.getLoopbackAddress(),
          Arrays.stream(keys).map(key -> PublicKey.parse(key.pubkey())).toList());
    }

    @Override
    public Optional<RelayUrl> requestedAuthority() {
      return Optional.empty();
    }
  }

  private IngestOutcome outcome(NostrEvent event, Requester requester) {
    CompletableFuture<IngestOutcome> told = new CompletableFuture<>();
    ingest.submit(event, requester, told::complete);
    return told.orTimeout(3, TimeUnit.MINUTES).join();
  }

  @Test
  void submit_privateEventThatWasHere_isNewForStrangersWhateverItsPartiesDid() {
    Key author = Key.of(1);
    Key recipient = Key.of(2);
    List<List<String>> to = List.of(List.of("p", recipient.pubkey()));
    for (int kind : new int[] {4, 1059}) {
      NostrEvent event = TestEvents.signed(author, kind, NOW, to, "private");
      NostrEvent deletion =
          TestEvents.signed(
              kind == 4 ? author : recipient, 5, NOW, List.of(List.of("e", event.id().hex())), "");
      assertThat(outcome(event, Client.holding())).isEqualTo(IngestOutcome.STORED);
      assertThat(outcome(event, Client.holding())).isEqualTo(IngestOutcome.STORED);
      assertThat(outcome(event, Client.holding(Key.of(3)))).isEqualTo(IngestOutcome.STORED);
      assertThat(outcome(event, Client.holding(recipient))).isEqualTo(IngestOutcome.DUPLICATE);
      assertThat(outcome(deletion, Client.holding())).isEqualTo(IngestOutcome.STORED);
      assertThat(outcome(event, Client.holding())).isEqualTo(IngestOutcome.STORED);
      assertThat(outcome(event, Client.holding(recipient))).isEqualTo(IngestOutcome.DELETED);
      assertThat(store.contains(event.id())).isFalse();
    }
    NostrEvent open = TestEvents.signed(author, 1, NOW, List.of(), "for everybody");
    NostrEvent deletion =
        TestEvents.signed(author, 5, NOW, List.of(List.of("e", open.id().hex())), "");
    assertThat(outcome(open, Client.holding())).isEqualTo(IngestOutcome.STORED);
    assertThat(outcome(open, Client.holding())).isEqualTo(IngestOutcome.DUPLICATE);
    assertThat(outcome(deletion, Client.holding())).isEqualTo(IngestOutcome.STORED);
    assertThat(outcome(open, Client.holding())).isEqualTo(IngestOutcome.DELETED);
  }

  @Test
  void submit_appDataThatWasReplaced_isNewForStrangers() {
    Key author = Key.of(1);
    List<List<String>> d = List.of(List.of("d", "settings"));
    NostrEvent older = TestEvents.signed(author, 30_078, NOW - 10, d, "older");
    NostrEvent newer = TestEvents.signed(author, 30_078, NOW, d, "newer");
    assertThat(outcome(newer, Client.holding(author))).isEqualTo(IngestOutcome.STORED);
    assertThat(outcome(older, Client.holding(author))).isEqualTo(IngestOutcome.SUPERSEDED);
    assertThat(outcome(older, Client.holding(Key.of(3)))).isEqualTo(IngestOutcome.STORED);
    assertThat(store.contains(older.id())).isFalse();
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

  @Test
  void submit_requestToTheRelay_isAnsweredByItsHandlerAndPassedOnToNobody() {
    requests =
        (event, requester) ->
            Optional.of(IngestOutcome.denied(MessagePrefix.RESTRICTED, "not for you"));
    submit(20_001, "request");
    eventually("outcomes.containsKey('request')", () -> outcomes.containsKey("request"));
    assertThat(outcomes.get("request"))
        .isEqualTo(IngestOutcome.denied(MessagePrefix.RESTRICTED, "not for you"));
    assertThat(waiting).isEmpty();
  }

  @Test
  void submit_checkThatThrows_isAnsweredAndLaterEventsAreStored() {
    requests =
        (event, requester) -> {
          throw new IllegalStateException("a fault");
        };
    submit(20_001, "broken");
    submit(1, "stored");
    eventually("outcomes.size() == 2", () -> outcomes.size() == 2);
    assertThat(outcomes.get("broken"))
        .isEqualTo(IngestOutcome.failed("the relay could not check this event"));
    assertThat(outcomes.get("stored")).isEqualTo(IngestOutcome.STORED);
  }

  @Test
  void submit_replyThatThrows_holdsUpNoOther() {
    NostrEvent event = TestEvents.signed(Key.of(1), 1, NOW, List.of(), "deaf");
    ingest.submit(
        event,
        Requester.OPERATOR,
        outcome -> {
          throw new IllegalStateException("a fault");
        });
    submit(1, "stored");
    eventually("outcomes.containsKey('stored')", () -> outcomes.containsKey("stored"));
    assertThat(outcomes.get("stored")).isEqualTo(IngestOutcome.STORED);
    assertThat(store.contains(event.id())).isTrue();
  }

  @Test
  void submit_manyFromManyThreads_areAnsweredOnceEach() throws InterruptedException {
    int threads = 4;
    int each = 50;
    Map<NostrEvent, AtomicInteger> answers = new ConcurrentHashMap<>();
    for (int i = 0; i < threads * each; i++) {
      answers.put(
          TestEvents.signed(Key.of(i % 3), 1, NOW, List.of(), "n" + i), new AtomicInteger());
    }
    List<NostrEvent> events = List.copyOf(answers.keySet());
    List<Thread> clients = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int from = t * each;
      clients.add(
          Thread.ofPlatform()
              .start(() -> {
                for (NostrEvent event : events.subList(from, from + each)) {
                  AtomicInteger count = Objects.requireNonNull(answers.get(event));
                  ingest.submit(event, Requester.OPERATOR, outcome -> count.incrementAndGet());
                }
              }));
    }
    for (Thread client : clients) {
      client.join();
    }
    ingest.close();
    assertThat(answers.values()).allMatch(count -> count.get() == 1);
  }

  @Test
  void submitWaiting_import_isStoredThoughClientsMayNotSendIt() throws InterruptedException {
    NostrEvent ahead = TestEvents.signed(Key.of(1), 1, NOW + 1_000_000, List.of(), "ahead");
    assertThat(outcome(ahead, Requester.OPERATOR).prefix()).contains(MessagePrefix.INVALID);
    CompletableFuture<IngestOutcome> told = new CompletableFuture<>();
    ingest.submitWaiting(ahead, Source.IMPORT, told::complete);
    assertThat(told.orTimeout(3, TimeUnit.MINUTES).join()).isEqualTo(IngestOutcome.STORED);
  }

  @Test
  void prove_event_isAnsweredAndNotStored() {
    NostrEvent event = TestEvents.signed(Key.of(1), 22_242, NOW, List.of(), "");
    CompletableFuture<IngestOutcome> told = new CompletableFuture<>();
    ingest.prove(event, Requester.OPERATOR, told::complete);
    assertThat(told.orTimeout(3, TimeUnit.MINUTES).join()).isEqualTo(IngestOutcome.PROVEN);
    assertThat(store.contains(event.id())).isFalse();
  }

  @Test
  void submit_afterClose_isRefusedAndNotStored() {
    ingest.close();
    NostrEvent late = TestEvents.signed(Key.of(1), 1, NOW, List.of(), "late");
    assertThat(outcome(late, Requester.OPERATOR)).isEqualTo(IngestOutcome.SHUTTING_DOWN);
    CompletableFuture<IngestOutcome> told = new CompletableFuture<>();
    ingest.prove(late, Requester.OPERATOR, told::complete);
    assertThat(told.join()).isEqualTo(IngestOutcome.SHUTTING_DOWN);
    assertThat(store.contains(late.id())).isFalse();
  }
}
