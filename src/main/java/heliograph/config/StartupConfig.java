package heliograph.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The part of the configuration whose changes take effect at the next start.
 *
 * @param data folder for everything the relay keeps
 * @param mode the role of this process
 * @param profile the clients that the relay is for, which gives the defaults of rates
 * @param keyFile the file of the relay's own secret key, 64 hex digits; created at the first start
 * @param http where the relay listens
 * @param log the settings of the log
 * @param store the event store
 * @param crypto the implementation that checks signatures
 * @param ignoreUnknownFilterKeys whether filter keys that no supported NIP defines are skipped
 * @param verifiers the number of threads that check ids and signatures; 0 means one for each core
 * @param scanners the number of threads that answer queries; 0 means one for each core
 * @param warmUp how long the relay warms up before it is ready; zero for no warm-up
 * @param query search, counts and reconciliation
 * @param archive the replaced versions that are kept
 * @param analytics the statistics in PostgreSQL
 * @param trustInterval how often the graph jobs run; zero means never
 * @param assertions the results of them that are published (NIP-85)
 * @param queues the limits of queues
 * @param memory the bytes of the heap that all clients together may hold
 */
public record StartupConfig(
    Path data,
    Mode mode,
    Profile profile,
    Path keyFile,
    HttpConfig http,
    LogConfig log,
    StoreConfig store,
    CryptoProvider crypto,
    boolean ignoreUnknownFilterKeys,
    int verifiers,
    int scanners,
    Duration warmUp,
    QueryConfig query,
    ArchiveConfig archive,
    AnalyticsConfig analytics,
    Duration trustInterval,
    AssertionConfig assertions,
    QueueLimits queues,
    MemoryConfig memory) {
  /** The folder of the relay's data where none is named, below the working folder. */
  public static final String DATA_DEFAULT = "data";

  static StartupConfig read(StartupConfigReader in) {
    Path data = in.path("heliograph.data", DATA_DEFAULT, "Folder for everything the relay keeps.");
    Mode mode =
        in.choice(
            "heliograph.mode",
            Mode.RELAY,
            "Role of this process: relay, or analytics for a worker that only runs the"
                + " jobs on the statistics' database.");
    String keyText =
        in.text(
            "heliograph.relay.key-file",
            "",
            "The relay's own secret key, 64 hex digits; empty for relay.key in the data folder,"
                + " made at the first start.");
    Path keyFile = keyText.isEmpty() ? data.resolve("relay.key") : Path.of(keyText);
    HttpConfig http = HttpConfig.read(in);
    LogConfig log = LogConfig.read(in);
    Profile profile = Profile.read(in, http);
    StoreConfig store = StoreConfig.read(in, data);
    CryptoProvider crypto =
        in.choice(
            "heliograph.crypto.provider",
            CryptoProvider.AUTO,
            "Implementation that checks signatures: auto, secp256k1 (native) or bouncycastle"
                + " (portable).");
    boolean ignoreUnknownFilterKeys =
        in.flag(
            "heliograph.filter.ignore-unknown-keys",
            false,
            "Skip filter keys that no supported NIP defines instead of refusing them.");
    int verifiers =
        in.integer(
            "heliograph.threads.verifiers",
            0,
            0,
            1_024,
            "Threads that check ids and signatures; 0 means one for each core.");
    int scanners =
        in.integer(
            "heliograph.threads.scanners",
            0,
            0,
            1_024,
            "Threads that answer queries; 0 means one for each core.");
    Duration warmUp =
        in.duration(
            "heliograph.warm-up",
            "2s",
            "How long a starting relay warms up with generated events in a temporary store, so"
                + " that its first clients find compiled code; 0s for no warm-up.");
    QueryConfig query = QueryConfig.read(in, data);
    ArchiveConfig archive = ArchiveConfig.read(in);
    AnalyticsConfig analytics = AnalyticsConfig.read(in, data);
    Duration trustInterval =
        in.duration(
            "heliograph.trust.interval",
            "1h",
            "How often trust, bots and communities are computed; 0s for never.");
    AssertionConfig assertions = AssertionConfig.read(in, data);
    if (mode == Mode.ANALYTICS && (!analytics.enabled() || analytics.database().isEmbedded())) {
      in.fault(
          "heliograph.mode=analytics needs the relay's database: set DB_HOST or"
              + " heliograph.analytics.data-source, and leave heliograph.analytics.enabled on");
    }
    return new StartupConfig(
        data,
        mode,
        profile,
        keyFile,
        http,
        log,
        store,
        crypto,
        ignoreUnknownFilterKeys,
        verifiers,
        scanners,
        warmUp,
        query,
        archive,
        analytics,
        trustInterval,
        assertions,
        QueueLimits.read(in),
        MemoryConfig.read(in));
  }

  /** Returns true if this process only runs jobs and serves no clients. */
  public boolean isWorker() {
    return mode == Mode.ANALYTICS;
  }
}
