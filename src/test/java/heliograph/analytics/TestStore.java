package heliograph.analytics;

import heliograph.config.RelayConfig;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.metrics.InMemoryMeters;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.LmdbEventStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A real store in a folder, with a walk over it. */
public final class TestStore implements AutoCloseable {
  public final EventStore store;

  public TestStore(Path folder) {
    this(folder, 1_000_000);
  }

  /** One whose feed keeps so many changes. */
  public TestStore(Path folder, int feedEntriesMax) {
    Map<String, String> settings =
        Map.of(
            "heliograph.data", folder.toString(),
            "heliograph.store.durability", "none",
            "heliograph.store.map-size", "1GiB",
            "heliograph.store.feed-entries-max", "" + feedEntriesMax,
            "heliograph.store.expiry-interval", "10ms");
    RelayConfig config = RelayConfig.read(key -> Optional.ofNullable(settings.get(key)));
    store =
        new LmdbEventStore(
            config.fixed().store(),
            Clock.systemUTC(),
            new InMemoryMeters(),
            task -> Thread.ofPlatform().daemon().name("test-writer").unstarted(task));
  }

  /** Writes and waits for the outcome. */
  StoreResult put(NostrEvent event) {
    CompletableFuture<StoreResult> done = new CompletableFuture<>();
    store.write(event, done::complete);
    return done.orTimeout(3, TimeUnit.MINUTES).join();
  }

  long lastSeq() {
    return store.feed().lastSeq();
  }

  public void walk(long upTo, Consumer<NostrEvent> taker) {
    EventScan scan = store.scan(List.of(NostrFilter.EVERYTHING), Visibility.EVERYTHING, () -> upTo);
    boolean ended = false;
    while (!ended) {
      ended =
          scan.resume(
              event -> {
                taker.accept(NostrEvent.copyOf(event));
                return true;
              },
              TimeUnit.SECONDS.toNanos(1));
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
