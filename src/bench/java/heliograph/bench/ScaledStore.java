package heliograph.bench;

import heliograph.bench.ScaledFilters.Shape;
import heliograph.cli.Progress;
import heliograph.config.RelayConfig;
import heliograph.config.StoreConfig;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.metrics.InMemoryMeters;
import heliograph.runtime.Folders;
import heliograph.runtime.Threads;
import heliograph.store.EventStore;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.LmdbEventStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A folder with a store of a {@link ScaledCorpus} in {@code events}, as in a relay's data folder,
 * and its filters in {@code filters}, which are written last: a folder that has them is complete.
 * Confined to its caller.
 */
final class ScaledStore {
  /** Far above what an event takes, free pages of the writing included. */
  private static final long BYTES_PER_EVENT = 3_500;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "heliograph.store.durability", "none",
          "heliograph.store.disk-free-min", "0",
          "heliograph.store.readers-max", "4");

  private final Path folder;
  private final long seed;
  private final long size;

  ScaledStore(Path folder, long seed, long size) {
    this.folder = folder;
    this.seed = seed;
    this.size = size;
  }

  long size() {
    return size;
  }

  boolean isComplete() {
    return Files.exists(filters());
  }

  /** Bytes of the store's file. */
  long bytes() throws IOException {
    return Files.size(file());
  }

  private Path file() {
    return folder.resolve("events").resolve("data.mdb");
  }

  private Path filters() {
    return folder.resolve("filters");
  }

  List<NostrFilter> filters(Shape shape) throws IOException {
    return ScaledFilters.read(filters(), shape);
  }

  /** The store as a relay opens it, but for durability. */
  EventStore open() {
    StoreConfig config =
        RelayConfig.read(key -> Optional.ofNullable(SETTINGS.get(key)))
            .fixed()
            .store()
            .in(folder.resolve("events"))
            .forBulkWriting();
    return new LmdbEventStore(
        config, Clock.systemUTC(), new InMemoryMeters(), Threads.platform("writer"));
  }

  /**
   * Writes the corpus through the store's own writer, in large commits, and forces it to disk once.
   *
   * @throws StoreException if there is no room for it
   */
  void make() throws IOException {
    requireRoom();
    ScaledCorpus corpus = new ScaledCorpus(seed, size);
    ScaledFilters drawn = new ScaledFilters(seed);
    AtomicReference<StoreResult> failed = new AtomicReference<>();
    Progress progress = new Progress("events", size);
    try (EventStore store = open()) {
      for (long made = 1; made <= size; made++) {
        NostrEvent event = corpus.next();
        drawn.see(event, corpus.author());
        store.write(
            event,
            result -> {
              if (result instanceof StoreResult.Failed) {
                failed.set(result);
              }
            });
        if (failed.get() instanceof StoreResult.Failed(var reason)) {
          throw new StoreException("cannot write the corpus: " + reason);
        }
        progress.at(made, made);
      }
    }
    try (FileChannel data = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      data.force(true);
    }
    Path unfinished = folder.resolve("filters.new");
    drawn.write(unfinished, corpus);
    Files.move(unfinished, filters());
    progress.end();
    System.err.printf(
        "%,d events written in %.0f s: %,.0f a second%n",
        size, progress.seconds(), size / progress.seconds());
  }

  private void requireRoom() throws IOException {
    Files.createDirectories(folder);
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < size * BYTES_PER_EVENT) {
      throw new StoreException(
          "%,d events may take %,d bytes; there are %,d free in %s"
              .formatted(size, size * BYTES_PER_EVENT, free, folder));
    }
  }

  /** Removes the folder with all that is in it. */
  void delete() throws IOException {
    Folders.remove(folder);
  }
}
