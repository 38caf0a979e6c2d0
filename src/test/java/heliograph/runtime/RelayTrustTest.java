package heliograph.runtime;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.connection.ClientConnection;
import heliograph.connection.Origin;
import heliograph.connection.Transport;
import heliograph.database.TestDatabase;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.RelayMessage;
import heliograph.store.StoreResult;
import heliograph.trust.PlantedFollows;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the graph jobs find reaches the clients of a running relay. */
class RelayTrustTest {
  @TempDir private Path folder;

  private static RelayConfig config(Path folder, TestDatabase test) {
    Map<String, String> values = new HashMap<>();
    values.put("heliograph.data", folder.toString());
    values.put("heliograph.trust.seeds", PlantedFollows.SEED.hex());
    values.put("DB_HOST", test.address().host());
    values.put("DB_PORT", "" + test.address().port());
    values.put("DB_NAME", test.address().database());
    values.put("DB_USER", test.address().user());
    values.put("DB_PASSWORD", test.address().password());
    values.put("DB_POOL_MAX", "4");
    values.put("DB_POOL_MIN", "1");
    values.put("DB_READ_POOL_MAX", "4");
    values.put("DB_READ_POOL_MIN", "1");
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }

  /** What a client was sent. */
  private record Sent(BlockingQueue<RelayMessage> messages) implements Transport {
    @Override
    public void send(RelayMessage message) {
      messages.add(message);
    }

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

  private static NostrEvent note(PublicKey author, int number) {
    String json =
        "{\"id\":\"%064x\",\"pubkey\":\"%s\",\"created_at\":1700000000,\"kind\":1,\"tags\":[],\"content\":\"apple\",\"sig\":\"%s\"}"
            .formatted(number, author.hex(), "0".repeat(128));
    return ((EventParse.WellFormed) EventParser.parse(json.getBytes(UTF_8))).event();
  }

  private static void store(Relay relay, NostrEvent event) throws InterruptedException {
    BlockingQueue<StoreResult> result = new LinkedBlockingQueue<>();
    relay.store().write(event, result::add);
    assertThat(result.poll(3, TimeUnit.MINUTES)).isInstanceOf(StoreResult.Stored.class);
  }

  /** How many events a search finds. */
  private static int found(Relay relay, String search) throws InterruptedException {
    Sent sent = new Sent(new LinkedBlockingQueue<>());
    Origin origin = new Origin(InetAddress.getLoopbackAddress(), Optional.empty());
    ClientConnection client = relay.connections().open(sent, origin).orElseThrow();
    client.cork();
    client.received(("[\"REQ\",\"s\",{\"search\":\"" + search + "\"}]").getBytes(UTF_8));
    client.flushOnThisThread();
    int events = 0;
    RelayMessage message = sent.messages.poll(3, TimeUnit.MINUTES);
    while (message instanceof RelayMessage.Event) {
      events++;
      message = sent.messages.poll(3, TimeUnit.MINUTES);
    }
    assertThat(message).isInstanceOf(RelayMessage.Eose.class);
    client.ended();
    return events;
  }

  private static boolean hidesSpam(Relay relay) {
    try {
      return found(relay, "apple") != 2;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void trust_reachesSearchesOfARunningRelay() throws Exception {
    ScheduledExecutorService jobs =
        Executors.newSingleThreadScheduledExecutor(TestDatabase.threads());
    try (TestDatabase test = new TestDatabase();
        Relay relay = new Relay(config(folder, test), new InMemoryMeters())) {
      PlantedFollows.into(test);
      store(relay, note(PlantedFollows.key(2), 1));
      store(relay, note(PlantedFollows.key(PlantedFollows.CROWD + 1), 2));
      assertThat(found(relay, "apple")).as("nothing is known yet").isEqualTo(2);

      relay.jobs().startStatistics(jobs);
      eventually("hidesSpam(relay)", () -> hidesSpam(relay));

      assertThat(found(relay, "apple")).isEqualTo(1);
      assertThat(found(relay, "apple include:spam")).isEqualTo(2);
    } finally {
      jobs.shutdownNow();
    }
  }
}
