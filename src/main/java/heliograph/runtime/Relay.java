package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.api.AuditTrail;
import heliograph.api.Management;
import heliograph.archive.KeptAuthors;
import heliograph.archive.TimeCapsule;
import heliograph.config.RelayConfig;
import heliograph.config.StartupConfig;
import heliograph.connection.ClientBudgets;
import heliograph.connection.Connections;
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

/**
 * The whole relay, without a container.
 *
 * <pre>
 * start   store → subscriptions (follow the feed) → ingest → connections; once clients are served:
 *         statistics
 * stop    the stages of {@link Stage}, in their order
 * </pre>
 *
 * <p>A start that fails stops what it had started, so that the next one finds the store free.
 */
public final class Relay implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Relay.class.getName());

  /** How long a relay that stops waits for clients to receive their close frames. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** The order in which a relay stops. */
  private enum Stage {
    /** Jobs and administration stop. */
    JOBS,
    /** Every accepted event is stored and answered. */
    INGEST,
    /** Every client is closed with 1001. */
    CLIENTS,
    /** Readers of the store stop. */
    READERS,
    /** The statistics write their remaining rows. */
    STATISTICS,
    /** The store is closed and its folder unlocked. */
    STORE
  }

  private final Started<Stage> started = new Started<>(Stage.class);

  private final Schnorr schnorr;
  private final TrustedKeys trusted;
  private final EventStore store;
  private final Optional<Analytics> analytics;
  private final Optional<Purges> purges;
  private final Jobs jobs;
  private volatile Reputation reputation = Reputation.NONE;
  private final RelayKey self;
  private final ModerationFile moderation;
  private final AuditTrail audit;
  private final Membership membership;
  private final Optional<Search> search;
  private final CurrentPolicy policy;
  private final Subscriptions subscriptions;
  private final Ingest ingest;
  private final Connections connections;
  private final MembershipEvents members;
  private final ControlCommands controls = new ControlCommands(this);
  private volatile RelayInformation information;

  /**
   * Opens the store and starts everything.
   *
   * @throws RuntimeException if a part cannot start; the parts before it are stopped again
   */
  public Relay(RelayConfig config, Meters plainMeters) {
    try {
      Clock clock = Clock.systemUTC();
      StartupConfig fixed = config.fixed();
      schnorr = SchnorrProvider.of(fixed.crypto());
      trusted = new TrustedKeys(config);
      store =
          started.add(
              Stage.STORE,
              new LmdbEventStore(
                  fixed.store(),
                  KeptAuthors.keeping(fixed.archive(), trusted),
                  clock,
                  plainMeters,
                  Threads.platform("writer")));
      analytics =
          fixed.analytics().enabled()
              ? Optional.of(
                  started.add(Stage.STATISTICS, AnalyticsWiring.of(config, store, plainMeters)))
              : Optional.empty();
      Meters meters =
          analytics.map(found -> plainMeters.noting(found.requests())).orElse(plainMeters);
      self = RelayKey.of(fixed.keyFile(), schnorr);
      moderation =
          new ModerationFile(fixed.data().resolve("moderation.json"), this::onModerationChange);
      search = search(fixed, meters);
      ExecutorService senders = Threads.virtual("send");
      started.add(Stage.READERS, senders::shutdown);
      PluginSlot plugin = started.add(Stage.CLIENTS, new PluginSlot(meters, senders));
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
      audit = new AuditTrail(fixed.data().resolve("audit.jsonl"), clock);
      membership = new Membership(policy, moderation, self, clock);
      subscriptions = started.add(Stage.READERS, subscriptions(fixed, clock, meters));
      ingest = started.add(Stage.INGEST, ingest(fixed, clock, meters));
      purges = purges(fixed);
      jobs = started.add(Stage.JOBS, new Jobs(analytics, trust(meters), purges));
      ExecutorService publisher = Executors.newSingleThreadExecutor(Threads.platform("publish"));
      started.add(Stage.JOBS, publisher::shutdown);
      members = new MembershipEvents(policy, ingest, self, clock, publisher);
      members.start(moderation.current());
      connections = connections(fixed, meters, senders);
      started.add(Stage.CLIENTS, () -> connections.shutDown(CLOSE_TIMEOUT));
      controls.open(fixed, senders).ifPresent(control -> started.add(Stage.JOBS, control));
      jobs.ping(connections, fixed.http().pingInterval());
    } catch (RuntimeException | Error e) {
      started.takeBack(e);
      throw e;
    }
  }

  private Optional<Search> search(StartupConfig fixed, Meters meters) {
    if (!fixed.query().search() || fixed.isWorker()) {
      return Optional.empty();
    }
    return Optional.of(
        started.add(
            Stage.READERS,
            new Search(
                fixed.query().searchDirectory(),
                store,
                fixed.query().hidesSpam() ? event -> reputation.isSpam(event) : SpamAuthors.NOBODY,
                meters,
                Threads.platform("search"))));
  }

  private Subscriptions subscriptions(StartupConfig fixed, Clock clock, Meters meters) {
    return new Subscriptions(
        store,
        policy,
        membership,
        search.orElse(null),
        clock,
        meters,
        Threads.platform("query"),
        orCores(fixed.scanners()));
  }

  private Ingest ingest(StartupConfig fixed, Clock clock, Meters meters) {
    return new Ingest(
        store,
        schnorr,
        policy,
        subscriptions::deliver,
        membership,
        clock,
        meters,
        Threads.platform("verify"),
        orCores(fixed.verifiers()),
        fixed.queues().verifyQueueMax(),
        fixed.memory().verifyQueueMax());
  }

  private static int orCores(int threads) {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  private Optional<TrustSchedule> trust(Meters meters) {
    return analytics.map(found ->
        started.add(
            Stage.STATISTICS,
            TrustWiring.of(
                found,
                policy::config,
                meters,
                this::onReputationChange,
                TrustWiring.assertions(found, policy, store, ingest, schnorr, meters))));
  }

  private Optional<Purges> purges(StartupConfig fixed) {
    if (fixed.isWorker()) {
      return Optional.empty();
    }
    return analytics.map(found ->
        new Purges(
            new PurgeLog(found.database(), found.relayId()),
            new PurgeArchive(fixed.data().resolve("purges")),
            store,
            ingest,
            policy,
            moderation,
            self,
            () -> policy.config().live().purgeUndo()));
  }

  private Connections connections(StartupConfig fixed, Meters meters, ExecutorService senders) {
    var filters =
        new FilterParser(
            fixed.ignoreUnknownFilterKeys() ? UnknownKeys.IGNORE : UnknownKeys.REFUSE,
            search.isPresent() ? FilterParser.Search.ON : FilterParser.Search.OFF);
    return new Connections(
        new ClientMessageParser(filters),
        ingest,
        subscriptions,
        policy,
        ClientBudgets.of(fixed.memory(), policy::shareOf, meters),
        senders,
        meters);
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

  /** Returns the current NIP-11 document. */
  RelayInformation information() {
    return information;
  }

  private void onModerationChange(Moderation decisions) {
    policy.apply(decisions);
    information = information(policy.config(), decisions, self);
    connections.dropBlocked();
    members.onModerationChange(decisions);
  }

  private void onReputationChange(Reputation fresh) {
    reputation = fresh;
    trusted.found(fresh.trusted());
  }

  /** Applies the part of a new configuration that can change while the relay runs. */
  void apply(RelayConfig config) {
    noteReload();
    policy.apply(config);
    trusted.apply(config);
    information = information(config, moderation.current(), self);
    connections.dropBlocked();
    members.onModerationChange(moderation.current());
  }

  private void noteReload() {
    try {
      audit.note(
          new AuditTrail.Entry(
              "settings file", "", "", "configuration reload", JsonValue.EMPTY_JSON_ARRAY, ""),
          "");
    } catch (UncheckedIOException e) {
      LOG.log(Level.ERROR, "the audit trail lacks a configuration that was reloaded", e);
    }
  }

  /** Rebuilds the search index; returns a line about the result. */
  String reindex() {
    if (search.isEmpty()) {
      return "search is off on this relay";
    }
    search.get().rebuild();
    return "the search index is being rebuilt; searches find what it has so far";
  }

  /** Returns the commands of the command line. */
  ControlCommands controls() {
    return controls;
  }

  /** Returns the jobs that run at intervals while the relay lives. */
  Jobs jobs() {
    return jobs;
  }

  CurrentPolicy policy() {
    return policy;
  }

  /** Returns the methods of NIP-86. */
  Management management() {
    return new Management(policy, moderation, store, audit, membership::isMadeOnRequest);
  }

  /** Returns the audit trail of administrators. */
  AuditTrail audit() {
    return audit;
  }

  /** Returns the purges of accounts; empty without a database to record them in. */
  Optional<Purges> purges() {
    return purges;
  }

  /** Returns the history of replaced versions. */
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

  /** Returns the statistics; empty if they are switched off. */
  public Optional<Analytics> analytics() {
    return analytics;
  }

  /** Returns the counts for the landing page; empty if not everybody may read. */
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

  /** Stops once, in order: every accepted event is answered, every client is closed with 1001. */
  @Override
  public void close() {
    started.close();
  }
}
