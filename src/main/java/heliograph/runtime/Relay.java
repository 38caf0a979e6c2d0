package heliograph.runtime;

import heliograph.config.RelayConfig;
import heliograph.connection.Connections;
import heliograph.control.ControlServer;
import heliograph.crypto.Schnorr;
import heliograph.info.LiveCounts;
import heliograph.ingest.Ingest;
import heliograph.metrics.Meters;
import heliograph.policy.EventPolicy;
import heliograph.protocol.ClientMessageParser;
import heliograph.protocol.FilterParser;
import heliograph.protocol.FilterParser.UnknownKeys;
import heliograph.store.EventStore;
import heliograph.store.lmdb.LmdbEventStore;
import heliograph.subscription.Subscriptions;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
 * start   store → subscriptions (follow the feed) → ingest → connections
 * stop    ingest (events taken are answered) → connections (CLOSED, 1001) → subscriptions → store
 * </pre>
 */
public final class Relay implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Relay.class.getName());
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final EventStore store;
  private final Subscriptions subscriptions;
  private final Ingest ingest;
  private final Connections connections;
  private final @Nullable ControlServer control;
  private final ExecutorService senders = Threads.virtual("send");
  private final ScheduledExecutorService pings =
      Executors.newSingleThreadScheduledExecutor(Threads.platform("ping"));
  private final ScheduledFuture<?> pinging;
  private boolean closed;

  /** Opens the store and starts everything. */
  public Relay(RelayConfig config, Meters meters) {
    Clock clock = Clock.systemUTC();
    int cores = Runtime.getRuntime().availableProcessors();
    Schnorr schnorr = SchnorrChoice.of(config.crypto());
    store = new LmdbEventStore(config.store(), clock, meters, Threads.platform("writer"));
    subscriptions =
        new Subscriptions(
            store,
            config.limits(),
            clock,
            meters,
            Threads.platform("query"),
            config.scanners() > 0 ? config.scanners() : cores);
    ingest =
        new Ingest(
            store,
            schnorr,
            EventPolicy.forClients(config.limits()),
            subscriptions::deliver,
            clock,
            meters,
            Threads.platform("verify"),
            config.verifiers() > 0 ? config.verifiers() : cores,
            config.limits().verifyQueueMax());
    var filters =
        new FilterParser(
            config.ignoreUnknownFilterKeys() ? UnknownKeys.IGNORE : UnknownKeys.REFUSE);
    connections =
        new Connections(
            new ClientMessageParser(filters),
            ingest,
            subscriptions,
            config.limits(),
            senders,
            meters);
    control = openControl(config.data());
    Duration interval = config.http().pingInterval();
    long millis = Math.max(100, interval.toMillis());
    pinging =
        pings.scheduleAtFixedRate(
            () -> connections.keepAlive(interval), millis, millis, TimeUnit.MILLISECONDS);
    LOG.log(
        Level.INFO,
        "relay started crypto=" + schnorr.name() + " events=" + store.statistics().events());
  }

  private @Nullable ControlServer openControl(Path data) {
    try {
      return new ControlServer(data, ingest, senders, Threads.platform("control"));
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(Level.WARNING, "no control socket, import needs a stopped relay reason=" + e);
      return null;
    }
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

  /** What the landing page shows. */
  public LiveCounts counts() {
    return new LiveCounts(store.statistics().events(), connections.size(), subscriptions.size());
  }

  /** Stops in order, once; every event taken is answered, every client told. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    LOG.log(Level.INFO, "relay stopping connections=" + connections.size());
    try {
      stopTaking();
    } finally { // whatever else fails, the store must be closed: it is locked until then
      try {
        subscriptions.close();
        senders.shutdown();
      } finally {
        store.close();
      }
    }
    LOG.log(Level.INFO, "relay stopped");
  }

  private void stopTaking() {
    if (control != null) {
      control.close();
    }
    pinging.cancel(false);
    pings.shutdown();
    ingest.close();
    try {
      connections.shutDown(GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
