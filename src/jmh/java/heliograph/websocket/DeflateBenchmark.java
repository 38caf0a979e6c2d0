package heliograph.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.DeflateConfig;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.EventJson;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What compressing a corpus' messages of 1,024 bytes and more costs and saves: {@code -p
 * corpus=events.jsonl}. The bytes are printed at the end of each trial, and the processor's time
 * for an event with each iteration: on a machine that others use it is what can be compared.
 */
@NullUnmarked // JMH sets the fields up
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DeflateBenchmark {
  private static final byte[] HEAD = "[\"EVENT\",\"sub:1\",".getBytes(UTF_8);
  private static final int BYTES_MIN = 1_024;
  private static final int RECEIVERS = 500;

  /** The events, and where compressed messages go. */
  @State(Scope.Thread)
  public static class Corpus {
    @Param("social100k.jsonl")
    public String corpus;

    private List<byte[]> events;
    private int next;
    private long taken;
    private long since;

    private static long processorNanos() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Setup(Level.Iteration)
    public final void begin() {
      taken = 0;
      since = processorNanos();
    }

    @TearDown(Level.Iteration)
    public final void printTime() {
      if (taken > 0) { // JMH sets up and ends a state that another one uses for both
        System.out.printf("%.1f us of processor/event, ", (processorNanos() - since) / 1e3 / taken);
      }
      taken = 0;
    }

    @Setup
    public final void read() throws IOException {
      try (Stream<String> lines = Files.lines(Path.of(corpus))) {
        events =
            lines
                .map(line -> line.getBytes(UTF_8))
                .filter(json -> json.length + HEAD.length + 1 >= BYTES_MIN)
                .toList();
      }
    }

    byte[] event() {
      taken++;
      next = next + 1 < events.size() ? next + 1 : 0;
      return events.get(next);
    }
  }

  /** A connection that compresses. */
  @State(Scope.Thread)
  public static class Sender {
    @Param({"1", "3", "6"})
    public int level;

    @Param({"false", "true"})
    public boolean contextTakeover;

    private final InMemoryMeters meters = new InMemoryMeters();
    private final FrameEncoder frames = new FrameEncoder(65_536);
    private final OutputStream out = OutputStream.nullOutputStream();
    private SocketDeflate deflate;
    private DeflatePool pool;

    @Setup
    public final void open() {
      pool = new DeflatePool(new DeflateConfig(true, BYTES_MIN, level, contextTakeover), meters);
      deflate = new SocketDeflate(pool, new DeflateTerms(contextTakeover, contextTakeover, false));
    }

    @TearDown
    public final void printRatio() {
      deflate.end();
      pool.close();
      meters
          .counters()
          .forEach((name, bytes) -> {
            if (name.contains(",out,")) {
              System.out.printf("%n%s: %,d", name, bytes);
            }
          });
    }
  }

  /** Messages of a client. */
  @State(Scope.Thread)
  public static class Compressed {
    private final MessageInflater inflater = new MessageInflater();
    private List<byte[]> messages;
    private int next;

    @Setup
    public final void compress(Corpus corpus) {
      MessageDeflater deflater = new MessageDeflater(6);
      messages =
          corpus.events.stream()
              .map(json -> {
                deflater.forget();
                return deflater.deflate(json.length, json);
              })
              .toList();
      deflater.end();
    }

    @TearDown
    public final void end() {
      inflater.end();
    }
  }

  @Benchmark
  public void send(Corpus corpus, Sender sender) throws IOException {
    sender.deflate.sendEvent(HEAD, new EventJson(corpus.event()), sender.frames, sender.out);
  }

  @Benchmark
  public Object receive(Corpus corpus, Compressed client) {
    corpus.event();
    client.next = client.next + 1 < client.messages.size() ? client.next + 1 : 0;
    client.inflater.forget();
    return client.inflater.inflate(client.messages.get(client.next), 1 << 20, 0);
  }

  @Benchmark
  @OperationsPerInvocation(RECEIVERS)
  public void deliverPlain(Corpus corpus, Sender sender) throws IOException {
    byte[] json = corpus.event();
    for (int i = 0; i < RECEIVERS; i++) {
      sender.frames.begin(FrameEncoder.TEXT, HEAD.length + json.length + 1, sender.out);
      sender.frames.add(HEAD, sender.out);
      sender.frames.add(json, sender.out);
      sender.frames.add((byte) ']', sender.out);
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECEIVERS)
  public void deliverShared(Corpus corpus, Sender sender) throws IOException {
    EventJson json = new EventJson(corpus.event());
    for (int i = 0; i < RECEIVERS; i++) {
      sender.deflate.sendEvent(HEAD, json, sender.frames, sender.out);
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECEIVERS)
  public void deliverEach(Corpus corpus, Sender sender) throws IOException {
    byte[] json = corpus.event();
    for (int i = 0; i < RECEIVERS; i++) {
      sender.deflate.sendEvent(HEAD, new EventJson(json), sender.frames, sender.out);
    }
  }
}
