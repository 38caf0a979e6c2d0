package heliograph.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.api.AuditTrail;
import heliograph.api.AuditedFailures;
import heliograph.api.AuthorEvents;
import heliograph.api.Management;
import heliograph.api.PurgesSource;
import heliograph.api.QuestionQueue;
import heliograph.api.QuestionQueues;
import heliograph.api.SharedExecutors;
import heliograph.api.StatisticsSource;
import heliograph.archive.TimeCapsule;
import heliograph.auth.HttpAuth;
import heliograph.auth.ProofGuard;
import heliograph.config.RelayConfig;
import heliograph.config.WebSocketEngine;
import heliograph.connection.Connections;
import heliograph.database.Drivers;
import heliograph.event.EventId;
import heliograph.info.Figures;
import heliograph.info.Health;
import heliograph.info.InformationSource;
import heliograph.info.LandingPage;
import heliograph.info.LiveCountsSource;
import heliograph.metrics.ExposedMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.statistics.Statistics;
import heliograph.store.lmdb.NativeCleaner;
import heliograph.tls.TlsClients;
import heliograph.websocket.ContainerEngine;
import heliograph.websocket.DeflatePool;
import heliograph.websocket.PracticeDoor;
import jakarta.annotation.PreDestroy;
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
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Starts the relay with the application, provides its parts to the container, and stops it.
 *
 * <p>On SIGTERM, Open Liberty notifies an application only after its connections have ended, and
 * waits thirty seconds for those over a servlet upgrade. So the relay stops in its own shutdown
 * hook, which runs at once: clients are answered and closed, and the server has nothing to wait
 * for. An undeployed application stops by {@link RelayStop}.
 */
@ApplicationScoped
public class RelayLifecycle {
  private static final Logger LOG = System.getLogger(RelayLifecycle.class.getName());

  private static final int ADMINISTRATION = 2;

  /** The jobs that may run at the same time: upkeep of the database, graph jobs, purges' sweep. */
  private static final int JOBS = 3;

  /** The order in which the parts of the application stop. */
  private enum Stage {
    PRACTICE,
    /** New connections over TLS are refused. */
    LISTENER,
    RELAY,
    /** The threads of jobs end; the relay schedules no more. */
    JOBS,
    /** The last answers over TLS are sent. */
    ANSWERS,
    /** What the libraries have registered with the JVM is removed. */
    LIBRARIES
  }

  private final Started<Stage> parts = new Started<>(Stage.class);

  private final ExposedMeters meters = new ExposedMeters();
  private final TlsClients tlsClients = new TlsClients();
  private final PracticeDoor practiceDoor = new PracticeDoor();
  private final AtomicBoolean saidReady = new AtomicBoolean();

  private @Nullable RelayConfig config;
  private @Nullable Relay relay;
  private @Nullable WarmUp warmUp;
  private @Nullable Thread hook;

  @GuardedBy("this")
  private boolean ended;

  private @Nullable LandingPage page;

  void start(@Observes @Initialized(ApplicationScoped.class) ServletContext context) {
    try {
      open(context);
    } catch (RuntimeException | Error e) {
      parts.takeBack(e);
      StartFailure.report(e);
      throw e;
    }
  }

  private void open(ServletContext context) {
    SharedLoggers.ask();
    if (!Console.isLaunched()) { // a server of one's own outlives the application
      SharedExecutors.create();
    }
    parts.add(Stage.LIBRARIES, RecordMethods::forgetTypes);
    parts.add(Stage.LIBRARIES, Drivers::release);
    parts.add(Stage.LIBRARIES, NativeCleaner::forgetThreads);
    Configuration.Loaded read = Configuration.readForRelay();
    RelayConfig loaded = read.config();
    if (Console.isLaunched()) {
      Addresses.check(loaded.fixed().http());
    }
    ProcessFigures.register(meters);
    if (loaded.fixed().http().engine() == WebSocketEngine.CONTAINER) {
      ContainerEngine.open(context);
    }
    config = loaded;
    page = new LandingPage(template(context), Version.current());
    Optional<TlsWiring> tls = tls(loaded);
    JobExecutor jobs = parts.add(Stage.JOBS, JobExecutor.open(jobThreads(loaded)));
    Relay started = parts.add(Stage.RELAY, new Relay(loaded, meters));
    relay = started;
    WarmUp practice = parts.add(Stage.PRACTICE, WarmUp.start(loaded, practiceDoor));
    warmUp = practice;
    LOG.log(Level.INFO, StartLine.of(loaded, started.schnorr(), started.store().statistics()));
    LOG.log(Level.INFO, Configuration.budget(loaded).table());
    warnOfMissingUrl(loaded);
    StartLine.warning(loaded, Console.isLaunched())
        .ifPresent(warning -> LOG.log(Level.WARNING, warning));
    meters.gauge(
        "heliograph_memory_budget_bytes",
        "Sum of the memory limits of the current configuration",
        () -> Configuration.budget(started.policy().config()).total());
    ConfigWatch settings =
        new ConfigWatch(read, Configuration::readForRelay, started::apply, meters);
    started.jobs().watch(settings);
    started.controls().started(() -> started.jobs().onSettingsThread(settings::look), this::isWarm);
    tls.ifPresent(used -> {
      started.jobs().watch(used.certificate());
      used.listener().start();
    });
    hook = Threads.platform("stop").newThread(this::end);
    Runtime.getRuntime().addShutdownHook(hook);
    Threads.platform("statistics")
        .newThread(() -> startStatistics(started, practice, jobs.executor()))
        .start();
    if (Console.isLaunched()) {
      ReadyMessage message = new ReadyMessage(loaded, saidReady::get);
      Threads.platform("ready").newThread(() -> print(message)).start();
    }
  }

  private static void warnOfMissingUrl(RelayConfig config) {
    if (config.live().auth().urls().isEmpty()
        && !config.fixed().http().isLocal()
        && !config.fixed().isWorker()) {
      LOG.log(
          Level.WARNING,
          "heliograph.relay.url is not set: clients can authenticate (NIP-42), and vanish from this"
              + " relay by its address (NIP-62), by this machine's own names and addresses only");
    }
  }

  private Optional<TlsWiring> tls(RelayConfig loaded) {
    Optional<TlsWiring> tls =
        TlsWiring.open(
            loaded, tlsClients, address -> relay().policy().connectionsMax(address), meters);
    tls.ifPresent(used -> {
      parts.add(Stage.LISTENER, used.listener());
      parts.add(Stage.ANSWERS, used::drain);
    });
    return tls;
  }

  /** Starts to connect to the database once the warm-up no longer needs the processor. */
  private static void startStatistics(
      Relay started, WarmUp practice, ScheduledExecutorService jobs) {
    try {
      practice.await();
      started.jobs().startStatistics(jobs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns one thread for each job; a worker lends its graph jobs one for each core besides. */
  private static int jobThreads(RelayConfig config) {
    return JOBS + (config.fixed().isWorker() ? Runtime.getRuntime().availableProcessors() : 0);
  }

  private static void print(ReadyMessage message) {
    try {
      message.printWhenReady();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
        hook = null; // the process is ending, and the hook is running
      }
    }
  }

  /** Stops the parts once, although both the hook and the container may call it. */
  private synchronized void end() {
    Relay running = relay;
    if (running != null && !ended) {
      ended = true;
      LOG.log(Level.INFO, "relay stopping connections={0,number,#}", running.connections().size());
      parts.close();
      LOG.log(Level.INFO, "relay stopped");
    }
  }

  Relay relay() {
    return Objects.requireNonNull(relay, "the relay has not started");
  }

  boolean isStarted() {
    return relay != null;
  }

  /** Returns whether the warm-up is over. */
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
  PracticeDoor practiceDoor() {
    return practiceDoor;
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
  AuthorEvents authorEvents() {
    return new AuthorEvents(relay().store(), relay().policy());
  }

  @Produces
  @Singleton
  TimeCapsule timeCapsule() {
    return relay().timeCapsule();
  }

  @Produces
  @Singleton
  StatisticsSource statistics() {
    return new RelayStatistics(relay());
  }

  void end(@Disposes StatisticsSource source) {
    source.statistics().ifPresent(Statistics::close);
  }

  @Produces
  @Singleton
  QuestionQueues desks() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new QuestionQueues(
        desk("question", QuestionQueue.atOnce(cores)), desk("administration", ADMINISTRATION));
  }

  private static QuestionQueue desk(String name, int atOnce) {
    return new QuestionQueue(atOnce, Threads.platform(name), Threads.virtual("answer"));
  }

  void end(@Disposes QuestionQueues desks) {
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
    return new RelayHealth(this, saidReady);
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
