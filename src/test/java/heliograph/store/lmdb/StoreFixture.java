package heliograph.store.lmdb;

import heliograph.config.Durability;
import heliograph.config.StoreConfig;
import heliograph.config.StoreConfig.Bounds;
import heliograph.config.StoreConfig.Writing;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.FilterParser;
import heliograph.store.StoreResult;
import heliograph.store.VersionHistory.Most;
import heliograph.store.VersionKeeping;
import heliograph.store.log.DiskLogFolder;
import heliograph.store.log.LogFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A real store in a folder, with a clock of its own. */
final class StoreFixture implements AutoCloseable {
  private static final FilterParser FILTERS = new FilterParser(FilterParser.UnknownKeys.REFUSE);

  private volatile long now;
  final LmdbEventStore store;
  final InMemoryMeters meters = new InMemoryMeters();

  StoreFixture(Path directory, long now) {
    this(config(directory), now);
  }

  StoreFixture(StoreConfig config, long now) {
    this(config, VersionKeeping.NONE, now);
  }

  StoreFixture(StoreConfig config, VersionKeeping keeping, long now) {
    this(config, keeping, new DiskLogFolder(config.directory()), now);
  }

  StoreFixture(StoreConfig config, VersionKeeping keeping, LogFolder log, long now) {
    this.now = now;
    InstantSource source = () -> Instant.ofEpochSecond(this.now);
    Clock clock = source.withZone(ZoneOffset.UTC);
    store =
        new LmdbEventStore(
            config,
            keeping,
            clock,
            meters,
            task -> Thread.ofPlatform().name("test-writer").unstarted(task),
            log);
  }

  static StoreConfig config(Path directory) {
    return config(directory, 1L << 30, 1L << 32);
  }

  static StoreConfig config(Path directory, long mapBytes, long mapBytesMax) {
    return config(directory, mapBytes, mapBytesMax, 0);
  }

  static StoreConfig config(Path directory, long mapBytes, long mapBytesMax, long diskFreeMin) {
    return new StoreConfig(
        directory,
        new Bounds(mapBytes, mapBytesMax, diskFreeMin, 8, 1_000_000),
        new Writing(
            512,
            Duration.ZERO,
            8_192,
            Duration.ofMillis(10),
            Durability.NONE,
            1 << 20,
            Duration.ofMillis(100)));
  }

  /** Returns the settings of a store whose events stay in its log until LMDB needs them. */
  static StoreConfig lingering(Path directory) {
    StoreConfig config = config(directory);
    return new StoreConfig(
        directory,
        config.bounds(),
        new Writing(
            512,
            Duration.ZERO,
            8_192,
            Duration.ofDays(1),
            Durability.FSYNC,
            1 << 20,
            Duration.ofDays(1)));
  }

  /** Moves the clock. */
  void at(long seconds) {
    now = seconds;
  }

  /** Writes and waits for the outcome. */
  StoreResult put(NostrEvent event) {
    CompletableFuture<StoreResult> done = new CompletableFuture<>();
    store.write(event, done::complete);
    return done.orTimeout(3, TimeUnit.MINUTES).join();
  }

  /** Waits until LMDB has what the log has. */
  void awaitApplied() {
    store.history().addresses(new PublicKey(0, 0, 0, 0), Visibility.EVERYTHING, new Most(1, 1));
  }

  /** The ids that filters select, in the order of the store. */
  List<String> ids(String... filters) {
    return ids(TimeUnit.SECONDS.toNanos(10), filters);
  }

  /** Returns the ids, read in slices of {@code slice} nanoseconds. */
  List<String> ids(long slice, String... filters) {
    List<NostrFilter> parsed =
        Arrays.stream(filters)
            .map(json -> FILTERS.parse(json.getBytes(StandardCharsets.UTF_8)))
            .toList();
    List<String> ids = new ArrayList<>();
    var scan = store.scan(parsed, Visibility.EVERYTHING);
    while (!scan.resume(event -> add(ids, event), slice)) {
      // the next slice
    }
    return ids;
  }

  private static boolean add(List<String> ids, PackedEvent event) {
    ids.add(event.id().hex());
    return ids.size() % 7 != 0; // a pause now and then
  }

  @Override
  public void close() {
    store.close();
  }
}
