package heliograph.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.analytics.Analytics;
import heliograph.api.AuditTrail;
import heliograph.api.AuditedFailures;
import heliograph.api.Desks;
import heliograph.api.Management;
import heliograph.api.PurgesSource;
import heliograph.api.QuestionDesk;
import heliograph.api.StatisticsSource;
import heliograph.archive.TimeCapsule;
import heliograph.auth.HttpAuth;
import heliograph.auth.ProofGuard;
import heliograph.config.RelayConfig;
import heliograph.config.WebSocketEngine;
import heliograph.connection.Connections;
import heliograph.event.EventId;
import heliograph.info.Figures;
import heliograph.info.Health;
import heliograph.info.InformationSource;
import heliograph.info.LandingPage;
import heliograph.info.LiveCountsSource;
import heliograph.metrics.ExposedMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.statistics.Statistics;
import heliograph.tls.TlsClients;
import heliograph.websocket.ContainerEngine;
import heliograph.websocket.DeflatePool;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the relay with the application, hands its parts to the container, stops it.
 *
 * <p>On SIGTERM, Open Liberty lets an application know only after its connections are gone, and
 * waits thirty seconds for those over a servlet upgrade. So the relay stops from a shutdown hook of
 * its own, which runs at once: clients are answered, told and closed, and the server has nothing to
 * wait for. An undeployed application stops by {@code @PreDestroy}.
 */
@ApplicationScoped
public class RelayLifecycle {
  private static final Logger LOG = System.getLogger(RelayLifecycle.class.getName());

  private static final int ADMINISTRATION = 2;
  private static final Duration BETWEEN_UPKEEP = Duration.ofSeconds(1);

  private final ExposedMeters meters = new ExposedMeters();
  private final TlsClients tlsClients = new TlsClients();
  private Optional<TlsWiring> tls = Optional.empty();

  @Resource(lookup = "java:comp/DefaultManagedScheduledExecutorService")
  private @Nullable ManagedScheduledExecutorService scheduler;

  private @Nullable RelayConfig config;
  private @Nullable Relay relay;
  private @Nullable WarmUp warmUp;
  private @Nullable ScheduledFuture<?> upkeep;
  private @Nullable Thread hook;
  private boolean ended;
  private @Nullable LandingPage page;

  void start(@Observes @Initialized(ApplicationScoped.class) ServletContext context) {
    try {
      open(context);
    } catch (RuntimeException e) {
      StartFailure.report(e);
      throw e;
    }
  }

  private void open(ServletContext context) {
    Configuration.Loaded read = Configuration.readToServe();
    RelayConfig loaded = read.config();
    ProcessFigures.register(meters);
    if (loaded.fixed().http().engine() == WebSocketEngine.CONTAINER) {
      ContainerEngine.open(context);
    }
    config = loaded;
    tls =
        TlsWiring.open(
            loaded, tlsClients, address -> relay().policy().connectionsMax(address), meters);
    page = new LandingPage(template(context), Version.current());
    Relay started = new Relay(loaded, meters);
    relay = started;
    WarmUp practice = WarmUp.start(loaded);
    warmUp = practice;
    LOG.log(
        Level.INFO,
        "relay started profile={0} crypto={1} events={2,number,#}",
        loaded.fixed().profile().spelled(),
        started.schnorr().name(),
        started.store().statistics().events());
    LOG.log(Level.INFO, Configuration.budget(loaded).table());
    meters.gauge(
        "heliograph_memory_budget_bytes",
        "What the bounds of the configuration that holds add up to",
        () -> Configuration.budget(started.policy().config()).total());
    Runnable settings = new ConfigWatch(read, Configuration::readToServe, started::apply, meters);
    started.watch(() -> {
      settings.run();
      tls.ifPresent(used -> used.certificate().run());
    });
    tls.ifPresent(used -> used.listener().start());
    hook = Threads.platform("stop").newThread(this::end);
    Runtime.getRuntime().addShutdownHook(hook);
    new ReadyNotice(loaded, practice, () -> started.startStatistics(scheduler())).start();
    upkeep = started.analytics().map(this::schedule).orElse(null);
  }

  private ManagedScheduledExecutorService scheduler() {
    return Objects.requireNonNull(scheduler, "the server has no managed scheduled executor");
  }

  /** The upkeep of the database is no client's business: it has a thread of the container. */
  private ScheduledFuture<?> schedule(Analytics analytics) {
    return scheduler()
        .scheduleWithFixedDelay(
            analytics.upkeep(),
            BETWEEN_UPKEEP.toSeconds(),
            BETWEEN_UPKEEP.toSeconds(),
            TimeUnit.SECONDS);
  }

  private static String template(ServletContext context) {
    try (InputStream in = context.getResourceAsStream("/WEB-INF/landing.html")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the landing page is missing from the archive", e);
    }
  }

  @PreDestroy
  void stop() {
    end();
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        hook = null; // the process is ending: the hook is what is running
      }
    }
  }

  /** Stops what was started, once: the hook and the container may both ask for it. */
  private synchronized void end() {
    if (ended || relay == null) {
      return;
    }
    ended = true;
    if (upkeep != null) {
      upkeep.cancel(false);
    }
    if (warmUp != null) {
      warmUp.close();
    }
    LOG.log(Level.INFO, "relay stopping connections={0,number,#}", relay.connections().size());
    tls.ifPresent(used -> used.listener().close());
    relay.close();
    tls.ifPresent(TlsWiring::drain);
    LOG.log(Level.INFO, "relay stopped");
  }

  Relay relay() {
    return Objects.requireNonNull(relay, "the relay has not started");
  }

  boolean isStarted() {
    return relay != null;
  }

  /** Whether the relay has practised and answers at its pace. */
  boolean isWarm() {
    return warmUp != null && warmUp.isOver();
  }

  @Produces
  @Singleton
  Connections connections() {
    return relay().connections();
  }

  @Produces
  @Singleton
  DeflatePool deflates() {
    return new DeflatePool(config().fixed().http().deflate(), meters);
  }

  void end(@Disposes DeflatePool deflates) {
    deflates.close();
  }

  @Produces
  @Singleton
  TlsClients tlsClients() {
    return tlsClients;
  }

  @Produces
  @Singleton
  CurrentPolicy policy() {
    return relay().policy();
  }

  @Produces
  @Singleton
  HttpAuth httpAuth() {
    Instant now = Instant.now();
    String since = now.minusSeconds(HttpAuth.MEMORY_SECONDS).toString();
    return new HttpAuth(
        relay().schnorr(),
        relay().audit().proofsSince(since).stream().map(EventId::parse).toList(),
        now.getEpochSecond());
  }

  @Produces
  @Singleton
  ProofGuard proofGuard() {
    return new ProofGuard(meters, System::nanoTime, new AuditedFailures(relay().audit()));
  }

  @Produces
  @Singleton
  AuditTrail auditTrail() {
    return relay().audit();
  }

  @Produces
  @Singleton
  Management management() {
    return relay().management();
  }

  @Produces
  @Singleton
  TimeCapsule timeCapsule() {
    return relay().timeCapsule();
  }

  @Produces
  @Singleton
  StatisticsSource statistics() {
    Optional<Statistics> statistics =
        relay()
            .analytics()
            .map(analytics -> new Statistics(analytics.database(), Clock.systemUTC()));
    return () -> statistics;
  }

  void end(@Disposes StatisticsSource source) {
    source.statistics().ifPresent(Statistics::close);
  }

  @Produces
  @Singleton
  Desks desks() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new Desks(
        desk("question", QuestionDesk.atOnce(cores)), desk("administration", ADMINISTRATION));
  }

  private static QuestionDesk desk(String name, int atOnce) {
    return new QuestionDesk(atOnce, Threads.platform(name), Threads.virtual("answer"));
  }

  void end(@Disposes Desks desks) {
    desks.close();
  }

  @Produces
  @Singleton
  PurgesSource purges() {
    return () -> relay().purges();
  }

  @Produces
  @Singleton
  LiveCountsSource counts() {
    return () -> relay().counts();
  }

  @Produces
  @Singleton
  Health health() {
    return new RelayHealth(this);
  }

  @Produces
  @Singleton
  Figures figures() {
    return meters::text;
  }

  @Produces
  @Singleton
  LandingPage page() {
    return Objects.requireNonNull(page);
  }

  @Produces
  @Singleton
  InformationSource information() {
    return () -> relay().information();
  }

  @Produces
  @Singleton
  RelayConfig config() {
    return Objects.requireNonNull(config);
  }
}
