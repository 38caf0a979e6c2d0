package heliograph.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The event store.
 *
 * @param directory where LMDB keeps its two files
 * @param mapBytes address space reserved at start; the file is sparse and grows with its content
 * @param mapBytesMax how far the map may grow by itself
 * @param diskFreeMin bytes of the disk that events leave free; 0 for none
 * @param readersMax concurrent read transactions
 * @param batchMax events per commit
 * @param linger how long a batch waits for more events when the queue is empty
 * @param queueMax events waiting for the writer
 * @param feedEntriesMax changes kept in the feed
 * @param expiryInterval how often expired events are removed; they are never served anyway
 * @param durability what an OK promises
 */
public record StoreConfig(
    Path directory,
    long mapBytes,
    long mapBytesMax,
    long diskFreeMin,
    int readersMax,
    int batchMax,
    Duration linger,
    int queueMax,
    int feedEntriesMax,
    Duration expiryInterval,
    Durability durability) {

  static StoreConfig read(ConfigReader in, Path data) {
    long mib = 1 << 20;
    StoreConfig config =
        new StoreConfig(
            data.resolve("events"),
            in.bytes(
                "heliograph.store.map-size",
                "16GiB",
                mib,
                "Address space reserved for the store at start; the file itself is sparse."),
            in.bytes(
                "heliograph.store.map-size-max",
                "1TiB",
                mib,
                "How far the map may grow by itself before writes are refused."),
            in.bytes(
                "heliograph.store.disk-free-min",
                "1GiB",
                0,
                "Room that events leave on the store's disk; with less, EVENTs are refused and reading"
                    + " goes on. 0 for none."),
            in.integer(
                "heliograph.store.readers-max",
                32,
                2,
                1_000,
                "Concurrent read transactions; further scans wait."),
            in.integer("heliograph.store.batch-max", 2_048, 1, 100_000, "Events per commit."),
            in.duration(
                "heliograph.store.linger",
                "0ms",
                "How long a commit waits for more events when none are queued."),
            in.integer(
                "heliograph.store.queue-max",
                8_192,
                16,
                1_000_000,
                "Verified events waiting for the writer before verifiers wait too."),
            in.integer(
                "heliograph.store.feed-entries-max",
                1_000_000,
                1_000,
                Integer.MAX_VALUE,
                "Changes kept in the feed for its consumers."),
            in.duration(
                "heliograph.store.expiry-interval",
                "60s",
                "How often expired events (NIP-40) are removed; they are never served meanwhile."),
            in.choice(
                "heliograph.store.durability",
                Durability.FSYNC,
                "What OK promises: fsync survives power loss, none only a crash of the relay."));
    if (config.mapBytes > config.mapBytesMax) {
      in.fault("heliograph.store.map-size must not exceed heliograph.store.map-size-max");
    }
    return config;
  }

  /** The same settings for a store in another folder. */
  public StoreConfig in(Path folder) {
    return new StoreConfig(
        folder,
        mapBytes,
        mapBytesMax,
        diskFreeMin,
        readersMax,
        batchMax,
        linger,
        queueMax,
        feedEntriesMax,
        expiryInterval,
        durability);
  }

  /** The same store written in large, patient batches: for imports that own the machine. */
  public StoreConfig forBulkWriting() {
    return new StoreConfig(
        directory,
        mapBytes,
        mapBytesMax,
        diskFreeMin,
        readersMax,
        Math.max(batchMax, 8_192),
        Duration.ofMillis(25),
        Math.max(queueMax, 16_384),
        feedEntriesMax,
        expiryInterval,
        durability);
  }
}
