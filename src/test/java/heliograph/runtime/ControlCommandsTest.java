package heliograph.runtime;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.RelayConfig;
import heliograph.control.ControlClient;
import heliograph.control.ControlCommand;
import heliograph.control.ControlServer;
import heliograph.event.NostrEvent;
import heliograph.ingest.Source;
import heliograph.metrics.InMemoryMeters;
import heliograph.store.StoreResult;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line may have a running relay do, over its control socket. */
class ControlCommandsTest {
  private static final long NOW = 1_700_000_000;

  @TempDir private Path folder;

  private Relay relay;

  @BeforeEach
  void start() {
    Map<String, String> values = new HashMap<>();
    values.put("heliograph.data", folder.toString());
    values.put("heliograph.store.map-size", "64MiB");
    values.put("heliograph.store.disk-free-min", "0");
    values.put("heliograph.analytics.enabled", "false");
    relay =
        new Relay(
            RelayConfig.read(key -> Optional.ofNullable(values.get(key))), new InMemoryMeters());
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private void store(int events) {
    List<CompletableFuture<StoreResult>> writes = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      NostrEvent event = TestEvents.note(Key.of(i % 2), NOW + i, "note " + i);
      CompletableFuture<StoreResult> done = new CompletableFuture<>();
      relay.store().write(event, done::complete);
      writes.add(done);
    }
    writes.forEach(CompletableFuture::join);
  }

  private List<String> tell(String command) throws IOException {
    List<String> lines = new ArrayList<>();
    ControlClient.converse(folder, command, lines::add);
    return lines;
  }

  private long stored() {
    return relay.store().statistics().events();
  }

  @Test
  void delete_count_deletesNothing() throws IOException {
    store(10);
    String author = Key.of(0).pubkey();
    assertThat(tell("DELETE count {\"authors\":[\"" + author + "\"]}"))
        .containsExactly("matching 5", "done 0");
    assertThat(stored()).isEqualTo(10);
    assertThat(folder.resolve("audit.jsonl")).doesNotExist();
  }

  @Test
  void delete_now_deletesInBatchesAndIsAudited() throws IOException {
    store(2_100);
    String filter = "{\"until\":" + (NOW + 2_049) + "}";
    assertThat(tell("DELETE now " + filter))
        .containsExactly(
            "matching 2050", "deleted 1000", "deleted 2000", "deleted 2050", "done 2050");
    assertThat(stored()).isEqualTo(50);
    List<String> trail = Files.readAllLines(folder.resolve("audit.jsonl"));
    assertThat(trail).hasSize(2).allMatch(line -> line.contains("\"action\":\"delete\""));
    assertThat(trail.getFirst()).contains("\"begun\"", "until", "\"deleted\":0");
    assertThat(trail.getLast()).contains("\"done\"", "\"deleted\":2050");
  }

  @Test
  void delete_filterThatMayNotBe_isRefused() throws IOException {
    store(3);
    for (String filter :
        List.of("{}", "{\"limit\":1}", "{\"x\":1}", "{\"search\":\"y\"}", "{", "[]", "")) {
      assertThat(tell("DELETE now " + filter)).singleElement().asString().startsWith("refused ");
    }
    assertThat(tell("DELETE")).singleElement().asString().startsWith("refused ");
    assertThat(tell("DELETE whatever {\"kinds\":[1]}"))
        .singleElement()
        .asString()
        .startsWith("refused ");
    assertThat(stored()).isEqualTo(3);
  }

  @Test
  void delete_callerGone_stopsAndSaysSoInTheTrail() {
    store(1_500);
    ControlCommand deletion = new AuditedDeletion(relay.store(), relay.audit());
    assertThatThrownBy(() ->
            deletion.run(
                "now {\"kinds\":[1]}",
                line -> {
                  if (line.startsWith("deleted")) {
                    throw new IOException("gone");
                  }
                }))
        .isInstanceOf(IOException.class);
    assertThat(stored()).isEqualTo(500);
    assertThat(folder.resolve("audit.jsonl"))
        .content(UTF_8)
        .contains("\"deleted\":1000", "\"outcome\":\"failed\"", "was stopped");
  }

  @Test
  void status_isAnObjectInOneLine() throws IOException {
    store(3);
    assertThat(tell("STATUS"))
        .singleElement()
        .asString()
        .contains(
            "\"state\":\"starting\"",
            "\"pid\":" + ProcessHandle.current().pid(),
            "\"events\":3",
            "\"connections\":0",
            "\"disk\":\"good\"");
    relay.controls().started(() -> List.of("the settings are in effect"), () -> true);
    assertThat(tell("STATUS")).singleElement().asString().contains("\"state\":\"ready\"");
    assertThat(tell("RELOAD")).containsExactly("the settings are in effect");
  }

  @Test
  void stop_inAServerOfOnesOwn_isRefused() throws IOException {
    assertThat(tell("STOP")).singleElement().asString().startsWith("refused ");
    assertThat(ControlClient.isAnswered(folder)).isTrue();
  }

  @Test
  void commandThatFails_isAnsweredAndTheNextIsHeard() throws IOException {
    relay
        .controls()
        .started(
            () -> {
              throw new IllegalStateException("no");
            },
            () -> true);
    assertThat(tell("RELOAD")).containsExactly("refused no");
    assertThat(tell("NONSENSE")).singleElement().asString().contains("unknown command");
    assertThat(tell("PING")).containsExactly("here");
  }

  @Test
  void callerThatSaysNothingInTime_isHungUpOn_andAnImportMayPause() throws IOException {
    Path second = folder.resolve("second");
    Map<String, ControlCommand> commands =
        Map.of("PING", (argument, answer) -> answer.line("here"));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        ControlServer server =
            ControlServer.open(
                    second, relay.ingest(), commands, Duration.ofMillis(100), callers, Thread::new)
                .orElseThrow();
        SocketChannel importing = call(second, "IMPORT verified\n{\"begun\":");
        SocketChannel silent = call(second, "");
        SocketChannel slow = call(second, "PIN")) {
      assertThat(server).isNotNull();
      assertThat(silent.read(ByteBuffer.allocate(1))).as("the end").isEqualTo(-1);
      assertThat(slow.read(ByteBuffer.allocate(1))).as("the end").isEqualTo(-1);

      importing.write(ByteBuffer.wrap("1}\n".getBytes(UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(10);
      while (answer.hasRemaining()) {
        assertThat(importing.read(answer)).isPositive();
      }
      assertThat(new String(answer.array(), UTF_8)).isEqualTo("0 REJECTED");
    }
  }

  @Test
  @SuppressWarnings("try") // the server is closed among it
  void importThatWaitsForItsFirstLine_isNotHungUpOn_andEndsWithTheRelay() throws Exception {
    Path second = folder.resolve("second");
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        ControlServer server =
            ControlServer.open(
                    second, relay.ingest(), Map.of(), Duration.ofMillis(100), callers, Thread::new)
                .orElseThrow();
        ControlClient importing = new ControlClient(second, Source.IMPORT);
        SocketChannel silent = call(second, "")) {
      assertThat(silent.read(ByteBuffer.allocate(1))).as("the time is over").isEqualTo(-1);
      List<String> answers = new CopyOnWriteArrayList<>();
      importing.send("{}".getBytes(UTF_8), 0, 2, answer -> answers.add(answer.words()));
      importing.drain();
      assertThat(answers).hasSize(1);

      server.close();
      assertThatThrownBy(
              () -> {
                importing.send("{}".getBytes(UTF_8), 0, 2, answer -> answers.add(answer.words()));
                importing.drain();
              })
          .hasMessage("the relay has closed the connection");
      assertThat(answers).hasSize(1);
    }
  }

  private static SocketChannel call(Path data, String words) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(data.resolve("control").resolve("sock")));
    channel.write(ByteBuffer.wrap(words.getBytes(UTF_8)));
    return channel;
  }

  /** The socket is the only way to hold a caller's place, and takes none of the relay's threads. */
  @Test
  void callerThatSaysNothing_keepsNobodyOut() throws IOException {
    List<SocketChannel> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        silent.add(call(folder, "DEL"));
      }
      eventually("an answer", () -> ControlClient.isAnswered(folder));
    } finally {
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
  }
}
