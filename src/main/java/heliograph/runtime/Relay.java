package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.api.AuditTrail;
import heliograph.api.Management;
import heliograph.archive.KeptAuthors;
import heliograph.archive.TimeCapsule;
import heliograph.config.RelayConfig;
import heliograph.connection.ClientBudgets;
import heliograph.connection.Connections;
import heliograph.control.ControlProtocol;
import heliograph.control.ControlServer;
import heliograph.crypto.RelayKey;
import heliograph.crypto.Schnorr;
import heliograph.filter.KindSet;
import heliograph.info.LiveCounts;
import heliograph.info.RelayInformation;
import heliograph.ingest.Ingest;
import heliograph.membership.Membership;
import heliograph.membership.MembershipEvents;
import heliograph.metrics.Meters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.ModerationFile;
import heliograph.policy.PluginSlot;
import heliograph.policy.TrustedKeys;
import heliograph.protocol.ClientMessageParser;
import heliograph.protocol.FilterParser;
import heliograph.protocol.FilterParser.UnknownKeys;
import heliograph.purge.PurgeArchive;
import heliograph.purge.PurgeLog;
import heliograph.purge.Purges;
import heliograph.search.Search;
import heliograph.search.SpamAuthors;
import heliograph.store.EventStore;
import heliograph.store.lmdb.LmdbEventStore;
import heliograph.subscription.Subscriptions;
import heliograph.trust.Reputation;
import heliograph.trust.TrustSchedule;
import jakarta.json.JsonValue;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The whole relay, without a container.
 *
 * <pre>
 * start   store → subscriptions (follow the feed) → ingest → connections; once clients are served:
 *         statistics
 * stop    ingest (events taken are answered) → connections (close 1001) → subscriptions
 *         → statistics → store
 * </pre>
 */
public final class Relay implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Relay.class.getName());
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final Schnorr schnorr;
  private final TrustedKeys trusted;
  private final EventStore store;
  private final @Nullable Analytics analytics;
  private final @Nullable Purges purges;
  private final StatisticsJobs statistics;
  private volatile Reputation reputation = Reputation.NONE;
  private final RelayKey self;
  private final ModerationFile moderation;
  private final AuditTrail audit;
  private final Membership membership;
  private final PluginSlot plugin;
  private final @Nullable Search search;
  private final CurrentPolicy policy;
  private final Subscriptions subscriptions;
  private final Ingest ingest;
  private final Connections connections;
  private final Optional<ControlServer> control;
  private final MembershipEvents members;
  private final ExecutorService publisher =
      Executors.newSingleThreadExecutor(Threads.platform("publish"));
  private final ExecutorService senders = Threads.virtual("send");
  private final ScheduledExecutorService pings =
      Executors.newSingleThreadScheduledExecutor(Threads.platform("ping"));
  private final ScheduledFuture<?> pinging;
  private @Nullable ScheduledFuture<?> watching;
  private volatile RelayInformation information;
  private boolean closed;

  /** Opens the store and starts everything. */
  public Relay(RelayConfig config, Meters plainMeters) {
    Clock clock = Clock.systemUTC();
    int cores = Runtime.getRuntime().availableProcessors();
    schnorr = SchnorrChoice.of(config.fixed().crypto());
    trusted = new TrustedKeys(config);
    store =
        new LmdbEventStore(
            config.fixed().store(),
            KeptAuthors.keeping(config.fixed().archive(), trusted),
            clock,
            plainMeters,
            Threads.platform("writer"));
    analytics =
        config.fixed().analytics().enabled()
            ? AnalyticsChoice.of(config, store, plainMeters)
            : null;
    Meters meters = analytics == null ? plainMeters : plainMeters.noting(analytics.requests());
    self = RelayKey.of(config.fixed().keyFile(), schnorr);
    moderation =
        new ModerationFile(config.fixed().data().resolve("moderation.json"), this::decided);
    plugin = new PluginSlot(meters, senders);
    policy =
        new CurrentPolicy(
            config,
            moderation.current(),
            self.publicKey(),
            plugin,
            key -> reputation.trustedFollowers(key),
            meters,
            System::nanoTime);
    information = information(config, moderation.current(), self);
    search =
        config.fixed().query().search() && !config.fixed().isWorker()
            ? new Search(
                config.fixed().query().searchDirectory(),
                store,
                config.fixed().query().hidesSpam()
                    ? event -> reputation.isSpam(event)
                    : SpamAuthors.NOBODY,
                meters,
                Threads.platform("search"))
            : null;
    audit = new AuditTrail(config.fixed().data().resolve("audit.jsonl"), clock);
    membership = new Membership(policy, moderation, self, clock);
    subscriptions =
        new Subscriptions(
            store,
            policy,
            membership,
            search,
            clock,
            meters,
            Threads.platform("query"),
            config.fixed().scanners() > 0 ? config.fixed().scanners() : cores);
    ingest =
        new Ingest(
            store,
            schnorr,
            policy,
            subscriptions::deliver,
            membership,
            clock,
            meters,
            Threads.platform("verify"),
            config.fixed().verifiers() > 0 ? config.fixed().verifiers() : cores,
            config.fixed().queues().verifyQueueMax(),
            config.fixed().memory().verifyQueueMax());
    TrustSchedule trust =
        analytics == null
            ? null
            : TrustChoice.of(
                analytics,
                policy::config,
                meters,
                this::reputed,
                TrustChoice.assertions(analytics, policy, store, ingest, schnorr, meters));
    purges =
        analytics == null || config.fixed().isWorker()
            ? null
            : new Purges(
                new PurgeLog(analytics.database(), analytics.appId()),
                new PurgeArchive(config.fixed().data().resolve("purges")),
                store,
                ingest,
                policy,
                moderation,
                self,
                () -> policy.config().live().purgeUndo());
    statistics = new StatisticsJobs(analytics, trust, purges);
    members = new MembershipEvents(policy, ingest, self, clock, publisher);
    members.start(moderation.current());
    var filters =
        new FilterParser(
            config.fixed().ignoreUnknownFilterKeys() ? UnknownKeys.IGNORE : UnknownKeys.REFUSE,
            search == null ? FilterParser.Search.OFF : FilterParser.Search.ON);
    connections =
        new Connections(
            new ClientMessageParser(filters),
            ingest,
            subscriptions,
            policy,
            ClientBudgets.of(config.fixed().memory(), policy::shareOf, meters),
            senders,
            meters);
    control =
        ControlServer.open(
            config.fixed().data(),
            ingest,
            Map.of(ControlProtocol.PING, () -> "here", ControlProtocol.REINDEX, this::reindex),
            senders,
            Threads.platform("control"));
    Duration interval = config.fixed().http().pingInterval();
    long turn = Math.max(10, interval.toMillis() / Connections.TURNS);
    pinging =
        pings.scheduleAtFixedRate(
            () -> connections.keepAlive(interval), turn, turn, TimeUnit.MILLISECONDS);
    if (config.live().auth().urls().isEmpty()
        && !config.fixed().http().isLocal()
        && !config.fixed().isWorker()) {
      LOG.log(
          Level.WARNING,
          "heliograph.relay.url is not set: clients can authenticate (NIP-42), and vanish from this"
              + " relay by its address (NIP-62), by this machine's own names and addresses only");
    }
  }

  private static RelayInformation information(
      RelayConfig config, Moderation decisions, RelayKey self) {
    Map<String, String> changed = decisions.identity();
    return new RelayInformation(
        config,
        config
            .live()
            .identity()
            .renamed(
                changed.getOrDefault("name", ""),
                changed.getOrDefault("description", ""),
                changed.getOrDefault("icon", "")),
        self.publicKey(),
        Version.current());
  }

  /** The NIP-11 document as it is now. */
  RelayInformation information() {
    return information;
  }

  private void decided(Moderation decisions) {
    policy.apply(decisions);
    information = information(policy.config(), decisions, self);
    connections.dropBlocked();
    members.decided(decisions);
  }

  private void reputed(Reputation fresh) {
    reputation = fresh;
    trusted.found(fresh.trusted());
  }

  /** Takes a new configuration, as far as it can change while the relay runs. */
  void apply(RelayConfig config) {
    noteReload();
    policy.apply(config);
    trusted.apply(config);
    information = information(config, moderation.current(), self);
    connections.dropBlocked();
    members.decided(moderation.current());
  }

  private void noteReload() {
    try {
      audit.note(
          new AuditTrail.Entry(
              "settings file", "", "", "configuration reload", JsonValue.EMPTY_JSON_ARRAY, ""),
          "");
    } catch (UncheckedIOException e) {
      LOG.log(Level.ERROR, "the audit trail lacks a configuration that was read anew", e);
    }
  }

  private String reindex() {
    if (search == null) {
      return "search is off on this relay";
    }
    search.rebuild();
    return "the search index is being built anew; searches find what it has so far";
  }

  /** Runs {@code watch} every second while the relay lives. */
  void watch(Runnable watch) {
    watching = pings.scheduleWithFixedDelay(watch, 1, 1, TimeUnit.SECONDS);
  }

  CurrentPolicy policy() {
    return policy;
  }

  /** The methods of NIP-86. */
  Management management() {
    return new Management(policy, moderation, store, audit, membership::isMadeOnRequest);
  }

  /** What administrators did and tried. */
  AuditTrail audit() {
    return audit;
  }

  /** Purges of accounts; empty without a database to note them in. */
  Optional<Purges> purges() {
    return Optional.ofNullable(purges);
  }

  /** The history of what was replaced. */
  TimeCapsule timeCapsule() {
    return new TimeCapsule(store.history());
  }

  Schnorr schnorr() {
    return schnorr;
  }

  public Connections connections() {
    return connections;
  }

  public Ingest ingest() {
    return ingest;
  }

  public EventStore store() {
    return store;
  }

  /**
   * Lets the statistics look for their database, which may take the processor for a while.
   *
   * @param jobs runs what is done now and then
   */
  void startStatistics(ScheduledExecutorService jobs) {
    statistics.start(jobs);
  }

  /** The statistics, unless they are switched off. */
  public Optional<Analytics> analytics() {
    return Optional.ofNullable(analytics);
  }

  /** What the landing page shows; nothing where not everybody may read. */
  public Optional<LiveCounts> counts() {
    if (!policy.isOpen()) {
      return Optional.empty();
    }
    boolean exact = policy.hidesNone(KindSet.ALL);
    long events = store.statistics().events();
    return Optional.of(
        new LiveCounts(
            exact ? events : LiveCounts.about(events),
            !exact,
            connections.size(),
            subscriptions.size()));
  }

  /** Stops in order, once; every event taken is answered, every client told. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stopTaking();
    } finally { // whatever else fails, the store must be closed: it is locked until then
      try {
        subscriptions.close();
        senders.shutdown();
        if (search != null) {
          search.close();
        }
      } finally {
        closeStore();
      }
    }
  }

  private void closeStore() {
    try {
      statistics.close();
    } finally {
      store.close();
    }
  }

  private void stopTaking() {
    statistics.stopTaking();
    control.ifPresent(ControlServer::close);
    pinging.cancel(false);
    if (watching != null) {
      watching.cancel(false);
    }
    pings.shutdown();
    publisher.shutdown();
    ingest.close();
    plugin.close();
    try {
      connections.shutDown(GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
