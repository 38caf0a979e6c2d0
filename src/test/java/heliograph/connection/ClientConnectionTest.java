package heliograph.connection;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.config.AddressRanges;
import heliograph.config.RelayConfig;
import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.event.PublicKey;
import heliograph.ingest.Ingest;
import heliograph.ingest.RequestHandler;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.policy.TrustedFollowers;
import heliograph.protocol.ClientMessageParser;
import heliograph.protocol.FilterParser;
import heliograph.protocol.RelayMessage;
import heliograph.store.EventStore;
import heliograph.store.lmdb.LmdbEventStore;
import heliograph.subscription.OnDemandEvents;
import heliograph.subscription.Subscriptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One client of a relay whose workers are all busy: nothing is verified, nothing is answered. */
class ClientConnectionTest {
  @TempDir private Path folder;
  private final InMemoryMeters meters = new InMemoryMeters();
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private Consumer<Runnable> senders = Runnable::run;
  private EventStore store;
  private Subscriptions subscriptions;
  private Ingest ingest;
  private Connections connections;
  private ClientConnection client;
  private final List<String> closes = new CopyOnWriteArrayList<>();
  private CurrentPolicy policy;
  private int pings;
  private int dropped;

  private final class RecordingTransport implements Transport {
    @Override
    public void send(RelayMessage message) {
      sent.add(message.text());
    }

    @Override
    public void ping() {
      pings++;
    }

    @Override
    public void pong(byte[] payload) {}

    @Override
    public void flush() {}

    @Override
    public void close(int code, String reason) {
      closes.add(code + " " + reason);
    }

    @Override
    public void dropPart() {
      dropped++;
    }

    @Override
    public void cut() {}
  }

  private static Thread thread(Runnable task) {
    return Thread.ofPlatform().daemon().unstarted(task);
  }

  private RelayConfig config(Map<String, String> settings) {
    Map<String, String> values = new HashMap<>(settings);
    values.put("heliograph.data", folder.toString());
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }

  @BeforeEach
  void open() {
    open(0, Map.of());
  }

  /** A relay with so many scan workers and these settings, and one client. */
  private void open(int workers, Map<String, String> settings) {
    RelayConfig config = config(settings);
    Clock clock = Clock.systemUTC();
    store = new LmdbEventStore(config.fixed().store(), clock, meters, ClientConnectionTest::thread);
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
            clock,
            meters,
            ClientConnectionTest::thread,
            workers);
    ingest =
        new Ingest(
            store,
            new NativeSchnorr(),
            policy,
            (from, event, delivered) -> false,
            RequestHandler.NONE,
            clock,
            meters,
            ClientConnectionTest::thread,
            0,
            16,
            1 << 20);
    connections =
        new Connections(
            new ClientMessageParser(new FilterParser(FilterParser.UnknownKeys.REFUSE)),
            ingest,
            subscriptions,
            policy,
            ClientBudgets.of(config.fixed().memory(), policy::shareOf, meters),
            task -> senders.accept(task),
            meters);
    client = another();
    sent.clear();
  }

  private static Origin at(String address) {
    return new Origin(AddressRanges.address(address), Optional.empty());
  }

  private ClientConnection another() {
    return another("192.0.2.1");
  }

  private ClientConnection another(String address) {
    return connections.open(new RecordingTransport(), at(address)).orElseThrow();
  }

  private int refusalOf(String address) {
    return connections.refusal(at(address)).map(TurnedAway::status).orElse(101);
  }

  @AfterEach
  void close() {
    ingest.close();
    subscriptions.close();
    store.close();
  }

  @Test
  void count_unansweredOnes_areBoundedLikeSubscriptions() {
    for (int i = 0; i < 50; i++) {
      client.received("[\"COUNT\",\"c\",{}]".getBytes(UTF_8));
    }
    assertThat(sent).isEmpty();
    client.received("[\"COUNT\",\"d\",{}]".getBytes(UTF_8));

    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst()).startsWith("[\"CLOSED\",\"d\",\"rate-limited: ");

    client.ended();
    subscriptions.close();
    assertThat(sent).as("nothing more for one who is gone").hasSize(1);
  }

  static Stream<Arguments> ends() {
    Consumer<ClientConnectionTest> shutDown = test -> test.client.shutDown();
    Consumer<ClientConnectionTest> blocked = test -> test.client.turnAway("blocked: go away");
    Consumer<ClientConnectionTest> broken = test -> test.client.receivedViolation(1002, "no");
    Consumer<ClientConnectionTest> goodbye = test -> test.client.receivedClose(1000);
    return Stream.of(
        Arguments.of(shutDown, "1001 shutting down"),
        Arguments.of(blocked, "1008 blocked: go away"),
        Arguments.of(broken, "1002 no"),
        Arguments.of(goodbye, "1000 "));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void end_ofTheConnection_saysNothingAboutItsSubscriptions(
      Consumer<ClientConnectionTest> end, String closeFrame) {
    client.received("[\"REQ\",\"unfinished\",{}]");
    client.received("[\"COUNT\",\"uncounted\",{}]");
    client.received("[\"NEG-OPEN\",\"unreconciled\",{},\"6100000200\"]");
    assertThat(sent).isEmpty();
    senders = task -> Thread.ofVirtual().start(task); // one of them waits for the client's answer

    end.accept(this);
    eventually("!closes.isEmpty()", () -> !closes.isEmpty());
    subscriptions.close();

    assertThat(closes).containsExactly(closeFrame);
    assertThat(sent).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "heliograph.auth.challenge, needed, false",
    "heliograph.auth.challenge, connect, true",
    "heliograph.auth.mode, write, false",
    "heliograph.auth.mode, read, true",
    "heliograph.auth.mode, both, true",
    "heliograph.membership.mode, write, false",
    "heliograph.membership.mode, both, true"
  })
  void challenge_comesAtConnect_whereTheOperatorSaysSoOrNothingIsServedWithout(
      String key, String value, boolean atConnect) {
    close();
    open(0, Map.of(key, value));
    client.greet();
    assertThat(sent).hasSize(atConnect ? 1 : 0).allMatch(text -> text.startsWith("[\"AUTH\",\""));
  }

  @ParameterizedTest
  @CsvSource({
    "asked, '[\"EOSE\",\"plain\"]', '[\"EOSE\",\"asks\",[\"finish\"]]'",
    "always, '[\"EOSE\",\"plain\",[\"finish\"]]', '[\"EOSE\",\"asks\",[\"finish\"]]'",
    "never, '[\"EOSE\",\"plain\"]', '[\"EOSE\",\"asks\"]'"
  })
  void eose_hasHints_asTheOperatorSays(String setting, String plain, String asks) {
    close();
    open(1, Map.of("heliograph.eose.hints", setting));
    client.received("[\"REQ\",\"plain\",{\"kinds\":[1]}]");
    client.received("[\"REQ\",\"asks\",{\"kinds\":[1],\"eose_hints\":true}]");
    eventually("sent.size() to be 2", () -> sent.size(), found -> found == 2);
    assertThat(sent).containsExactlyInAnyOrder(plain, asks);
  }

  @Test
  void keepAlive_pingsEverySilentClientOnceInAnInterval_aFewAtATime() {
    for (int i = 1; i < 2 * Connections.TURNS; i++) {
      another();
    }
    Duration interval = Duration.ofSeconds(2);
    long opened = System.nanoTime();
    eventually(
        "System.nanoTime() - opened > interval.toNanos() / 2",
        () -> System.nanoTime() - opened > interval.toNanos() / 2);
    List<Integer> turns = new ArrayList<>();
    for (int turn = 0; turn < Connections.TURNS; turn++) {
      pings = 0;
      connections.keepAlive(interval);
      turns.add(pings);
    }
    assertThat(turns).containsOnly(2);
  }

  @Test
  void refusal_saysWhyThereIsNoRoom() throws InterruptedException {
    policy.apply(
        config(
            Map.of(
                "heliograph.limits.connections-per-address", "1",
                "heliograph.limits.connections-max", "2",
                "heliograph.rates.exempt", "198.51.100.0/24",
                "heliograph.policy.addresses-denied", "203.0.113.0/24")));
    assertThat(refusalOf("192.0.2.1")).as("its one connection is open").isEqualTo(429);
    assertThat(connections.open(new RecordingTransport(), at("192.0.2.1"))).isEmpty();
    assertThat(refusalOf("203.0.113.1")).as("blocked").isEqualTo(403);
    assertThat(refusalOf("198.51.100.1")).as("exempt").isEqualTo(101);
    assertThat(connections.open(new RecordingTransport(), at("198.51.100.1"))).isPresent();
    assertThat(refusalOf("198.51.100.1"))
        .as("nobody is exempt from the end of room")
        .isEqualTo(503);
    assertThat(connections.open(new RecordingTransport(), at("198.51.100.1"))).isEmpty();
    client.ended();
    assertThat(refusalOf("192.0.2.1")).as("its place is free again").isEqualTo(101);
    connections.shutDown(Duration.ZERO);
    assertThat(refusalOf("192.0.2.1")).as("stopping").isEqualTo(503);
  }

  @Test
  void open_whereFewAddressesTookAllPlaces_endsTheNewestOfTheFullest() {
    policy.apply(config(Map.of("heliograph.limits.connections-max", "5")));
    senders = task -> Thread.ofVirtual().start(task);
    another("192.0.2.1"); // beside the first client's
    another("192.0.2.1");
    another("192.0.2.2");
    another("192.0.2.2");
    assertThat(closes).isEmpty();
    assertThat(refusalOf("192.0.2.1")).as("it holds most itself").isEqualTo(503);
    assertThat(refusalOf("192.0.2.3")).isEqualTo(101);
    another("192.0.2.3");
    eventually("closes", () -> closes, ended -> ended.size() == 1);
    assertThat(closes).containsExactly("1013 the relay is full, try again later");
    assertThat(connections.size()).isLessThanOrEqualTo(6);
  }

  @Test
  void refusal_overTheRateOfConnections_isToldSo() {
    policy.apply(config(Map.of("heliograph.rates.connections-per-address", "1/h")));
    assertThat(refusalOf("192.0.2.9")).isEqualTo(101);
    assertThat(connections.refusal(at("192.0.2.9")))
        .hasValue(new TurnedAway(429, "too many connections from your address, slow down"));
  }

  private static void reconcile(ClientConnection client, String id, int bytes) {
    client.received("[\"NEG-OPEN\",\"" + id + "\",{},\"61" + "00".repeat(bytes) + "\"]");
  }

  @Test
  void negOpen_messagesThatWait_countWithWhatTheConnectionHolds() {
    close();
    open(0, Map.of("heliograph.limits.filter-bytes-connection-max", "100000"));
    for (int i = 0; i < 3; i++) {
      reconcile(client, "n" + i, 30_000);
    }
    assertThat(sent).isEmpty();
    reconcile(client, "n3", 30_000);
    assertThat(sent).singleElement().asString().startsWith("[\"NEG-ERR\",\"n3\",\"blocked: ");
    client.received("[\"NEG-CLOSE\",\"n0\"]");
    reconcile(client, "n4", 30_000);
    assertThat(sent).hasSize(1);
  }

  @Test
  void negOpen_onceAnswered_holdsItsMessageNoMore() {
    close();
    open(1, Map.of());
    senders = task -> Thread.ofVirtual().start(task);
    reconcile(client, "n", 0);
    eventually("sent.size()", () -> sent.size(), size -> size == 1);
    eventually(
        "heliograph_filter_bytes",
        () -> meters.gauge("heliograph_filter_bytes"),
        bytes -> bytes == 0);
  }

  @Test
  void requests_whenFewHoldEverything_endTheConnectionThatHoldsMost() {
    close();
    open(
        0,
        Map.of(
            "heliograph.limits.filter-bytes-max", "140000",
            "heliograph.limits.filter-bytes-connection-max", "70000"));
    reconcile(client, "much", 60_000);
    reconcile(another("192.0.2.2"), "much", 60_000);
    assertThat(sent).isEmpty();
    reconcile(another("192.0.2.3"), "little", 25_000);
    assertThat(closes).containsExactly("1013 no room for these requests");
    assertThat(sent).singleElement().asString().startsWith("[\"NOTICE\",\"rate-limited: no room");
  }

  @Test
  void holdsPart_overTheBudget_endsWhoeverHoldsMost() {
    ClientConnection other = connections.open(new RecordingTransport(), at("192.0.2.7")).get();
    ClientConnection honest = connections.open(new RecordingTransport(), at("192.0.2.8")).get();
    client.holdsPart(1, 22 << 20);
    other.holdsPart(1, 15 << 20);
    honest.holdsPart(1, 10 << 20);
    assertThat(sent).isEmpty();
    honest.holdsPart(1, 12 << 20);
    assertThat(sent)
        .containsExactly(
            "[\"NOTICE\",\"rate-limited: no room for the rest of this message, try again later\"]");
    assertThat(closes).containsExactly("1013 no room for long messages");
    assertThat(dropped).isOne();
    client.holdsPart(1, 60 << 20);
    honest.holdsPart(2, 8_192);
    honest.holdsPart(0, 0);
    other.ended();
    assertThat(connections.budgets().partialMessages().used()).isZero();
  }

  @Test
  void keepAlive_aMessageThatDribbles_isCutOff() {
    client.holdsPart(1, 100);
    long later = System.nanoTime() + Duration.ofSeconds(89).toNanos();
    client.receivedPong();
    client.keepAlive(later, Duration.ofHours(1).toNanos());
    assertThat(closes).isEmpty();
    client.holdsPart(2, 100);
    later = System.nanoTime() + Duration.ofSeconds(91).toNanos();
    client.keepAlive(later, Duration.ofHours(1).toNanos());
    assertThat(closes).containsExactly("1008 a message took too long to arrive");
  }

  @Test
  void keepAlive_manyShortMessages_areNoLongOne() {
    for (int message = 1; message < 50; message++) {
      client.holdsPart(message, 100);
    }
    client.holdsPart(0, 0);
    client.keepAlive(
        System.nanoTime() + Duration.ofHours(1).toNanos(), Duration.ofHours(2).toNanos());
    assertThat(closes).isEmpty();
  }

  private static String event(int number, String address) {
    return "[\"EVENT\","
        + new String(
            TestEvents.note(TestEvents.Key.of(7), 1_700_000_000 + number, address).json(), UTF_8)
        + "]";
  }

  @Test
  void event_ofAnAddressWithItsShareOfTheQueue_isRefusedById_othersAreNot() {
    for (int i = 0; i < 8; i++) {
      client.received(event(i, "a"));
    }
    assertThat(sent).as("half of the queue is anybody's").isEmpty();
    client.received(event(9, "a"));
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst()).startsWith("[\"OK\",\"").contains("\",false,\"rate-limited: ");
    ClientConnection other = connections.open(new RecordingTransport(), at("192.0.2.9")).get();
    other.received(event(10, "b"));
    assertThat(sent).hasSize(1);
  }
}
