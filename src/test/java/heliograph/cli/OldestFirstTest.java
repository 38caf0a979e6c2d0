package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.RelayConfig;
import heliograph.config.StoreConfig;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.metrics.InMemoryMeters;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.LmdbEventStore;
import heliograph.store.lmdb.LmdbStoreReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store read oldest first is the store read newest first, turned round. */
class OldestFirstTest {
  private static final long NOW = 1_700_000_000;

  @TempDir private Path folder;

  private StoreConfig stored() {
    Map<String, String> values =
        Map.of(
            "heliograph.data", folder.toString(),
            "heliograph.store.map-size", "64MiB",
            "heliograph.store.disk-free-min", "0");
    StoreConfig config =
        RelayConfig.read(key -> Optional.ofNullable(values.get(key))).fixed().store();
    Random random = new Random(7);
    List<CompletableFuture<StoreResult>> writes = new ArrayList<>();
    try (LmdbEventStore store =
        new LmdbEventStore(
            config,
            Clock.systemUTC(),
            new InMemoryMeters(),
            task -> Thread.ofPlatform().unstarted(task))) {
      for (int i = 0; i < 400; i++) {
        long second = i < 30 ? NOW : i < 35 ? i - 30 : NOW - random.nextInt(100_000);
        NostrEvent event = TestEvents.note(Key.of(i % 3), second, "note " + i);
        CompletableFuture<StoreResult> done = new CompletableFuture<>();
        store.write(event, done::complete);
        writes.add(done);
      }
      writes.forEach(CompletableFuture::join);
    }
    return config;
  }

  private static List<String> newestFirst(LmdbStoreReader reader, List<NostrFilter> filters) {
    List<String> ids = new ArrayList<>();
    reader
        .scan(filters)
        .toEnd(
            event -> {
              ids.add(event.id().hex());
              return true;
            },
            OldestFirst.SLICE);
    return ids;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 29, 30, 100, 1_000})
  void run_anyWindow_isTheScanTurnedRound(int window) {
    StoreConfig config = stored();
    try (LmdbStoreReader reader = new LmdbStoreReader(config, Clock.systemUTC())) {
      List<NostrFilter> filters =
          List.of(
              NostrFilter.EVERYTHING.ofAuthors(PublicKey.parse(Key.of(0).pubkey())),
              NostrFilter.EVERYTHING.between(NOW - 50_000, NOW));
      List<String> ids = new ArrayList<>();
      new OldestFirst(reader, filters, window)
          .run(event -> {
            ids.add(event.id().hex());
            return true;
          });
      assertThat(ids).isEqualTo(newestFirst(reader, filters).reversed()).hasSizeGreaterThan(150);
    }
  }

  @Test
  void run_sinkThatHasEnough_ends() {
    StoreConfig config = stored();
    try (LmdbStoreReader reader = new LmdbStoreReader(config, Clock.systemUTC())) {
      List<Long> seconds = new ArrayList<>();
      new OldestFirst(reader, List.of(NostrFilter.EVERYTHING), 10)
          .run(event -> {
            seconds.add(event.createdAt());
            return seconds.size() < 3;
          });
      assertThat(seconds).containsExactly(0L, 1L, 2L);
    }
  }
}
