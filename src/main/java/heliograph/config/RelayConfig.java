package heliograph.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The whole configuration.
 *
 * @param data folder for everything the relay keeps
 * @param mode what this process is there for
 * @param profile whom it is for, which gives the defaults of rates
 * @param keyFile the relay's own secret key, 64 hex digits; made at the first start
 * @param identity how it presents itself
 * @param http where it listens
 * @param limits what clients may do
 * @param addresses what all clients at one address may have together
 * @param memory how much of the heap clients may hold together
 * @param store the event store
 * @param crypto which implementation checks signatures
 * @param auth authentication of clients and what it opens
 * @param policy what is accepted beyond the limits
 * @param rates how much a client may do in a time
 * @param membership who may be a member
 * @param query search, counts and reconciliation
 * @param archive what is kept of replaced events
 * @param api the statistics and history interface
 * @param trustSeeds keys from which trust begins, 64 hex digits each
 * @param trustInterval how often the graph jobs run; zero means never
 * @param assertions what is published of that (NIP-85)
 * @param purgeUndo how long a purge of accounts can be undone
 * @param analytics statistics in PostgreSQL
 * @param admins keys that may manage the relay (NIP-86), 64 hex digits each
 * @param ignoreUnknownFilterKeys read over filter keys that no supported NIP defines
 * @param verifiers threads that check ids and signatures; 0 means one a core
 * @param scanners threads that answer queries; 0 means one a core
 * @param warmUp how long to practise before being ready; zero means not at all
 * @param files lists that values named, watched for changes
 */
public record RelayConfig(
    Path data,
    Mode mode,
    Profile profile,
    Path keyFile,
    RelayIdentity identity,
    HttpConfig http,
    Limits limits,
    AddressLimits addresses,
    MemoryConfig memory,
    StoreConfig store,
    CryptoProvider crypto,
    AuthConfig auth,
    PolicyConfig policy,
    RatesConfig rates,
    MembershipConfig membership,
    QueryConfig query,
    ArchiveConfig archive,
    ApiConfig api,
    Set<String> trustSeeds,
    Duration trustInterval,
    AssertionConfig assertions,
    Duration purgeUndo,
    AnalyticsConfig analytics,
    Set<String> admins,
    boolean ignoreUnknownFilterKeys,
    int verifiers,
    int scanners,
    Duration warmUp,
    List<Path> files) {
  public RelayConfig {
    trustSeeds = Set.copyOf(trustSeeds);
    admins = Set.copyOf(admins);
    files = List.copyOf(files);
  }

  /**
   * Reads and validates everything.
   *
   * @param source value of a key, empty when it is not set
   * @throws ConfigException naming every fault
   */
  public static RelayConfig read(Function<String, Optional<String>> source) {
    ConfigReader in = new ConfigReader(source);
    RelayConfig config = read(in);
    in.finish();
    return config;
  }

  /** Every key there is, with its default. */
  public static List<ConfigKey> keys() {
    ConfigReader in = new ConfigReader(name -> Optional.empty());
    read(in);
    return in.keys();
  }

  /** What each profile gives the keys that have no default of their own. */
  public static List<Profile.Defaults> profileDefaults() {
    ConfigReader in = new ConfigReader(name -> Optional.empty());
    read(in);
    return in.profileDefaults();
  }

  /** True if this process only runs jobs, and is no relay. */
  public boolean isWorker() {
    return mode == Mode.ANALYTICS;
  }

  /**
   * This configuration with everything of another that can change while the relay runs. What a
   * profile gives defaults to stays where the other has another profile, which takes a restart.
   */
  public RelayConfig withLivePartOf(RelayConfig fresh) {
    return new RelayConfig(
        data,
        mode,
        profile,
        keyFile,
        fresh.identity,
        http,
        fresh.limits,
        profile == fresh.profile ? fresh.addresses : addresses,
        memory,
        store,
        crypto,
        fresh.auth,
        fresh.policy,
        profile == fresh.profile ? fresh.rates : rates,
        fresh.membership,
        query,
        archive,
        fresh.api,
        fresh.trustSeeds,
        trustInterval,
        assertions,
        fresh.purgeUndo,
        analytics,
        fresh.admins,
        ignoreUnknownFilterKeys,
        verifiers,
        scanners,
        warmUp,
        fresh.files);
  }

  private static RelayConfig read(ConfigReader in) {
    Path data = in.path("heliograph.data", "data", "Folder for everything the relay keeps.");
    Mode mode =
        in.choice(
            "heliograph.mode",
            Mode.RELAY,
            "What this process is there for: relay, or analytics for a worker that only runs the"
                + " jobs on the statistics' database.");
    String keyText =
        in.text(
            "heliograph.relay.key-file",
            "",
            "The relay's own secret key, 64 hex digits; empty for relay.key in the data folder,"
                + " made at the first start.");
    Path keyFile = keyText.isEmpty() ? data.resolve("relay.key") : Path.of(keyText);
    HttpConfig http = HttpConfig.read(in);
    Profile profile = Profile.read(in, http);
    in.profile(profile);
    StoreConfig store = StoreConfig.read(in, data);
    CryptoProvider crypto =
        in.choice(
            "heliograph.crypto.provider",
            CryptoProvider.AUTO,
            "Who checks signatures: auto, secp256k1 (native) or bouncycastle (portable).");
    boolean ignoreUnknownFilterKeys =
        in.flag(
            "heliograph.filter.ignore-unknown-keys",
            false,
            "Read over filter keys that no supported NIP defines instead of refusing them.");
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
            "How long a starting relay practises on events of its own, in a store that goes away, so"
                + " that its first clients find compiled code; 0s means not at all.");
    QueryConfig query = QueryConfig.read(in, data);
    ArchiveConfig archive = ArchiveConfig.read(in);
    AnalyticsConfig analytics = AnalyticsConfig.read(in, data);
    Duration trustInterval =
        in.duration(
            "heliograph.trust.interval",
            "1h",
            "How often trust, bots and communities are computed anew; 0s for never.");
    AssertionConfig assertions = AssertionConfig.read(in, data);
    if (mode == Mode.ANALYTICS && (!analytics.enabled() || analytics.database().isEmbedded())) {
      in.fault(
          "heliograph.mode=analytics needs the relay's database: set DB_HOST or"
              + " heliograph.analytics.data-source, and leave heliograph.analytics.enabled on");
    }
    Limits limits = Limits.read(in);
    MemoryConfig memory = MemoryConfig.read(in);
    in.live(true);
    AddressLimits addresses = AddressLimits.read(in);
    RelayIdentity identity = RelayIdentity.read(in);
    return new RelayConfig(
        data,
        mode,
        profile,
        keyFile,
        identity,
        http,
        limits,
        addresses,
        memory,
        store,
        crypto,
        AuthConfig.read(in, identity.url()),
        PolicyConfig.read(in),
        RatesConfig.read(in),
        MembershipConfig.read(in),
        query,
        archive,
        ApiConfig.read(in),
        new TreeSet<>(
            in.keys(
                "heliograph.trust.seeds",
                "Keys from which trust begins, besides those of the administrators.")),
        trustInterval,
        assertions,
        in.duration(
            "heliograph.purge.undo",
            "30d",
            "How long a purge of accounts can be undone; that long its events are in a file."),
        analytics,
        new TreeSet<>(
            in.keys("heliograph.admin.pubkeys", "Keys that may manage the relay (NIP-86).")),
        ignoreUnknownFilterKeys,
        verifiers,
        scanners,
        warmUp,
        in.files());
  }

  /** True if nothing is served to clients that have not authenticated. */
  public boolean readingTakesAuthentication() {
    return auth.mode().guardsReading() || membership.mode() == MembershipMode.BOTH;
  }
}
