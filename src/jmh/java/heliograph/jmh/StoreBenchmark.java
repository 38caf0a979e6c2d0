package heliograph.jmh;

import heliograph.config.RelayConfig;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.FilterParser;
import heliograph.store.EventScan;
import heliograph.store.lmdb.LmdbEventStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The store alone: events put in batches with fsync, and scans over what is there. */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StoreBenchmark {
  private static final int BATCH = 512;
  private static final int BATCHES_MAX = 60;

  private final Samples samples = new Samples();
  private final List<NostrEvent> events = new ArrayList<>();
  private LmdbEventStore store;
  private NostrFilter filter;
  private int next;

  @Setup
  public void open() throws IOException {
    Path data = Files.createTempDirectory("heliograph-jmh");
    RelayConfig config =
        RelayConfig.read(
            key -> key.equals("heliograph.data") ? Optional.of(data.toString()) : Optional.empty());
    store =
        new LmdbEventStore(
            config.fixed().store(),
            Clock.systemUTC(),
            new InMemoryMeters(),
            task -> Thread.ofPlatform().name("writer").unstarted(task));
    for (int i = 0; i < BATCH * BATCHES_MAX; i++) {
      events.add(Samples.parsed(samples.note()));
    }
    putBatchOf512();
    filter =
        new FilterParser(FilterParser.UnknownKeys.REFUSE)
            .parse("{\"kinds\":[1],\"limit\":100}".getBytes(StandardCharsets.UTF_8));
  }

  @TearDown
  public void close() {
    store.close();
  }

  /** Microseconds per event, in commits of 512. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 15)
  @Measurement(iterations = 30)
  @OperationsPerInvocation(BATCH)
  public final void putBatchOf512() {
    CountDownLatch done = new CountDownLatch(BATCH);
    for (int i = 0; i < BATCH; i++) {
      store.write(events.get(next++ % events.size()), result -> done.countDown());
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Microseconds for the newest hundred of a kind. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public int scanHundred() {
    int[] bytes = new int[1];
    EventScan scan = store.scan(List.of(filter), Visibility.EVERYTHING);
    boolean ended =
        scan.resume(
            event -> {
              bytes[0] += event.json().length;
              return true;
            },
            TimeUnit.SECONDS.toNanos(1));
    return ended ? bytes[0] : -1;
  }
}
