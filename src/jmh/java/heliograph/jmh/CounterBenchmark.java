package heliograph.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.RelayConfig;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.filter.HyperLogLog;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.FilterParser;
import heliograph.store.CounterWalk;
import heliograph.store.EventScan;
import heliograph.store.lmdb.LmdbEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** COUNTs by scan and by counter, and writing beside maintained counters. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CounterBenchmark {
  private static final int BATCH = 512;
  private static final int FOLLOWERS = 100_000;

  /** An empty store. */
  @State(Scope.Benchmark)
  public static class Store {
    private final Random random = new Random(1);
    private int number;
    private LmdbEventStore events;

    @Setup
    public final void open() throws IOException {
      Path data = Files.createTempDirectory("heliograph-jmh");
      RelayConfig config =
          RelayConfig.read(key ->
              key.equals("heliograph.data") ? Optional.of(data.toString()) : Optional.empty());
      events =
          new LmdbEventStore(
              config.fixed().store(),
              Clock.systemUTC(),
              new InMemoryMeters(),
              task -> Thread.ofPlatform().name("writer").unstarted(task));
    }

    @TearDown
    public final void close() {
      events.close();
    }

    static String target(int number) {
      return "%064x".formatted((number + 1) * 0x9E37_79B9L);
    }

    /** An event that no store checks the id and the signature of. */
    private NostrEvent event(int kind, String tags) {
      String json =
          "{\"id\":\"%016x%048x\",\"pubkey\":\"%016x%048x\",\"created_at\":%d,\"kind\":%d,\"tags\":[%s],\"content\":\"%s\",\"sig\":\"%s\"}"
              .formatted(
                  random.nextLong(),
                  1,
                  random.nextLong(),
                  random.nextLong(),
                  1_700_000_000L + number++,
                  kind,
                  tags,
                  kind == 1 ? "gm ".repeat(40) : "+",
                  "0".repeat(128));
      return Samples.parsed(json.getBytes(UTF_8));
    }

    private void put(List<NostrEvent> batch) {
      CountDownLatch done = new CountDownLatch(batch.size());
      for (NostrEvent event : batch) {
        events.write(event, result -> done.countDown());
      }
      try {
        done.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static NostrFilter filter(char letter, int target, int kind) {
      String json = "{\"#%c\":[\"%s\"],\"kinds\":[%d]}".formatted(letter, target(target), kind);
      return new FilterParser(FilterParser.UnknownKeys.REFUSE).parse(json.getBytes(UTF_8));
    }

    private void maintain(NostrFilter filter) {
      LinkedBlockingQueue<CounterWalk> walks = new LinkedBlockingQueue<>();
      events.maintain(filter, walks::add);
      put(List.of(event(1, ""))); // an idle writer takes a tenth of a second to look up
      try {
        walks.take().resume(Long.MAX_VALUE / 4);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      put(List.of(event(1, "")));
      while (events.count(filter).isEmpty()) {
        Thread.onSpinWait();
      }
    }
  }

  /** One key with many followers. */
  @State(Scope.Benchmark)
  public static class Popular {
    private final NostrFilter filter = Store.filter('p', 0, 3);

    @Setup
    public final void fill(Store store) {
      for (int done = 0; done < FOLLOWERS; done += 2_000) {
        List<NostrEvent> batch = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
          StringBuilder tags = new StringBuilder("[\"p\",\"" + Store.target(0) + "\"]");
          for (int other = 0; other < 9; other++) {
            tags.append(",[\"p\",\"").append(Store.target(1 + store.random.nextInt(50_000)));
            tags.append("\"]");
          }
          batch.add(store.event(3, tags.toString()));
        }
        store.put(batch);
      }
      store.maintain(filter);
    }
  }

  /** Reactions to a thousand notes, {@link #maintained} of which are counted. */
  @State(Scope.Benchmark)
  public static class Reactions {
    @Param({"0", "1000"})
    public int maintained;

    private List<NostrEvent> batch = List.of();

    @Setup
    public final void fill(Store store) {
      for (int target = 0; target < maintained; target++) {
        store.put(List.of(reaction(store, target)));
        store.maintain(Store.filter('e', target, 7));
      }
    }

    @Setup(Level.Invocation)
    public final void next(Store store) {
      batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        batch.add(reaction(store, store.random.nextInt(1_000)));
      }
    }

    private static NostrEvent reaction(Store store, int target) {
      String author = Store.target(2_000 + target);
      return store.event(
          7, "[\"e\",\"%s\"],[\"p\",\"%s\"]".formatted(Store.target(target), author));
    }
  }

  /** Microseconds to count 100,000 followers one by one. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public String countByScan(Store store, Popular popular) {
    EventScan scan = store.events.scan(List.of(popular.filter), Visibility.EVERYTHING);
    HyperLogLog registers = HyperLogLog.of(List.of(popular.filter)).orElseThrow();
    int[] count = new int[1];
    while (!scan.resume(event -> taken(registers, event, count), 5_000_000)) {
      // the next slice
    }
    return count[0] + registers.hex();
  }

  private static boolean taken(HyperLogLog registers, PackedEvent event, int[] count) {
    registers.add(event);
    count[0]++;
    return true;
  }

  /** Microseconds to look the same up. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public String countByCounter(Store store, Popular popular) {
    var found = store.events.count(popular.filter).orElseThrow();
    return found.count() + found.registers().hex();
  }

  /** Microseconds per reaction, in commits of 512, each to one of a thousand notes. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 40)
  @Measurement(iterations = 80)
  @OperationsPerInvocation(BATCH)
  public void putReactions(Store store, Reactions reactions) {
    store.put(reactions.batch);
  }
}
