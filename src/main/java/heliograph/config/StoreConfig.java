package heliograph.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The event store.
 *
 * @param directory the folder of LMDB's two files
 * @param bounds the limits of the store
 * @param writing how the writer works
 */
public record StoreConfig(Path directory, Bounds bounds, Writing writing) {
  private static final long MIB = 1 << 20;
  private static final long LOG_BYTES_MAX = 256 * MIB;

  /**
   * The limits of the store.
   *
   * @param mapBytes address space reserved at start; the file is sparse and grows with its content
   * @param mapBytesMax the size up to which the map may grow by itself
   * @param diskFreeMin the bytes of the disk that events leave free; 0 for none
   * @param readersMax concurrent read transactions
   * @param feedEntriesMax changes kept in the feed
   */
  public record Bounds(
      long mapBytes, long mapBytesMax, long diskFreeMin, int readersMax, int feedEntriesMax) {

    static Bounds read(StartupConfigReader in) {
      Bounds bounds =
          new Bounds(
              in.bytes(
                  "heliograph.store.map-size",
                  "16GiB",
                  MIB,
                  "Address space reserved for the store at start; the file itself is sparse."),
              in.bytes(
                  "heliograph.store.map-size-max",
                  "1TiB",
                  MIB,
                  "How far the map may grow by itself before writes are refused."),
              in.bytes(
                  "heliograph.store.disk-free-min",
                  "1GiB",
                  0,
                  "Free space that events leave on the store's disk; with less, EVENTs are refused"
                      + " and reading continues. 0 for none."),
              in.integer(
                  "heliograph.store.readers-max",
                  32,
                  2,
                  1_000,
                  "Concurrent read transactions; further scans wait."),
              in.integer(
                  "heliograph.store.feed-entries-max",
                  1_000_000,
                  1_000,
                  Integer.MAX_VALUE,
                  "Changes kept in the feed for its consumers."));
      if (bounds.mapBytes > bounds.mapBytesMax) {
        in.fault("heliograph.store.map-size must not exceed heliograph.store.map-size-max");
      }
      return bounds;
    }
  }

  /**
   * How the writer works.
   *
   * @param batchMax events per commit
   * @param linger how long a batch waits for more events when the queue is empty
   * @param queueMax events waiting for the writer
   * @param expiryInterval how often expired events are removed; they are never served
   * @param durability the faults that an acknowledged write survives
   * @param logBytes the size of each of the two files of the log; 0 for no log
   * @param logLinger how long the log has events before LMDB gets them, unless it is needed earlier
   */
  public record Writing(
      int batchMax,
      Duration linger,
      int queueMax,
      Duration expiryInterval,
      Durability durability,
      int logBytes,
      Duration logLinger) {

    static Writing read(StartupConfigReader in) {
      return new Writing(
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
          in.duration(
              "heliograph.store.expiry-interval",
              "60s",
              "How often expired events (NIP-40) are removed; they are never served meanwhile."),
          in.choice(
              "heliograph.store.durability",
              Durability.FSYNC,
              "What OK promises: fsync survives power loss, none only a crash of the relay."),
          logBytes(in),
          in.duration(
              "heliograph.store.log-linger",
              "500ms",
              "How long accepted events are in the log only. LMDB gets them earlier when there are"
                  + " many, or something needs them there."));
    }

    private static int logBytes(StartupConfigReader in) {
      long bytes =
          in.bytes(
              "heliograph.store.log-size",
              "8MiB",
              0,
              "Size of each of the two files of the log, which an accepted event is written to"
                  + " before LMDB has it; 256 MiB at most. 0 for no log: each batch is a commit of"
                  + " LMDB.");
      if (bytes > LOG_BYTES_MAX) {
        in.fault("heliograph.store.log-size must not exceed 256MiB");
      }
      return (int) Math.min(bytes, LOG_BYTES_MAX);
    }

    /** Returns these settings with large batches that wait for more events. */
    private Writing inBulk() {
      return new Writing(
          Math.max(batchMax, 8_192),
          Duration.ofMillis(25),
          Math.max(queueMax, 16_384),
          expiryInterval,
          durability,
          0,
          logLinger);
    }
  }

  static StoreConfig read(StartupConfigReader in, Path data) {
    return new StoreConfig(data.resolve("events"), Bounds.read(in), Writing.read(in));
  }

  /** Returns the same settings for a store in another folder. */
  public StoreConfig in(Path folder) {
    return new StoreConfig(folder, bounds, writing);
  }

  /** Returns these settings for an import without a running relay. */
  public StoreConfig forBulkWriting() {
    return new StoreConfig(directory, bounds, writing.inBulk());
  }
}
