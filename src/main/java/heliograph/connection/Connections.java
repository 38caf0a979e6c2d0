package heliograph.connection;

import heliograph.config.Limits;
import heliograph.ingest.Ingest;
import heliograph.metrics.Meters;
import heliograph.metrics.RequestLog;
import heliograph.policy.AddressBucket;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Verdict;
import heliograph.protocol.ClientMessage;
import heliograph.protocol.ClientMessageParser;
import heliograph.subscription.Subscriptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** All clients of the relay, and what they share. Thread-safe. */
public final class Connections {
  /** The number of parts into which {@link #keepAlive} divides the clients. */
  public static final int TURNS = 30;

  /** The maximum number of connections that are closing while others have their places. */
  private static final int LEAVING_MAX = 100;

  private final ClientMessageParser parser;
  private final Ingest ingest;
  private final Subscriptions subscriptions;
  private final CurrentPolicy policy;
  private final ClientBudgets budgets;
  private final Executor senders;
  private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final ConnectionsByAddress byAddress = new ConnectionsByAddress();
  private final Semaphore directSends =
      new Semaphore(2 * Runtime.getRuntime().availableProcessors());
  private final Meters.Counter refused;
  private final RequestLog log;
  private final AtomicLong numbers = new AtomicLong();
  private final ReconciledRecords reconciledRecords = new ReconciledRecords();
  private final AddressTurns reconciling;
  private long turn;
  private volatile boolean closing;

  /**
   * Creates an empty set of connections.
   *
   * @param budgets the limits of what all clients together hold
   * @param senders runs a blocking task for each connection with something to send
   */
  public Connections(
      ClientMessageParser parser,
      Ingest ingest,
      Subscriptions subscriptions,
      CurrentPolicy policy,
      ClientBudgets budgets,
      Executor senders,
      Meters meters) {
    this.parser = parser;
    this.ingest = ingest;
    this.subscriptions = subscriptions;
    this.policy = policy;
    this.budgets = budgets;
    this.senders = senders;
    reconciling =
        new AddressTurns(senders, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    log = meters.requests();
    refused = meters.counter("heliograph_connections_refused_total", "Connections over the limit");
    meters.gauge(
        "heliograph_reconciled_records",
        "Events held by open reconciliations",
        reconciledRecords::total);
    meters.gauge("heliograph_connections", "Open connections", count::get);
  }

  /**
   * Returns why a handshake from {@code origin} is refused; empty if it is not. Called once for
   * each handshake, before it is answered, because an HTTP client can read a status and a sentence.
   */
  public Optional<TurnedAway> refusal(Origin origin) {
    Optional<TurnedAway> refusal = judge(origin);
    if (refusal.isPresent()) {
      refused.increment();
    }
    return refusal;
  }

  private Optional<TurnedAway> judge(Origin origin) {
    if (closing) {
      return Optional.of(TurnedAway.STOPPING);
    }
    if (policy.checkConnection(origin.address()) instanceof Verdict.Rejected(var prefix, var why)) {
      return Optional.of(TurnedAway.by(prefix, why));
    }
    int most = policy.connectionsMax(origin.address());
    if (byAddress.count(origin.address()) >= most) {
      return Optional.of(TurnedAway.tooManyFrom(most));
    }
    boolean hasRoom =
        count.get() < policy.limits().connectionsMax()
            || count.get() < policy.limits().connectionsMax() + LEAVING_MAX
                && byAddress.fullest(byAddress.count(origin.address()) + 1).isPresent();
    return hasRoom ? Optional.empty() : Optional.of(TurnedAway.FULL);
  }

  /**
   * Adds a client whose handshake was not refused. The caller greets it once its answers can be
   * sent.
   *
   * @return empty if there are too many connections by now, in total or of its address, or the
   *     relay is stopping
   */
  public Optional<ClientConnection> open(Transport transport, Origin origin) {
    Limits limits = policy.limits();
    if (closing || !hasPlace(origin)) {
      refused.increment();
      return Optional.empty();
    }
    var connection =
        new ClientConnection(
            this,
            transport,
            new OutboundQueue(
                transport,
                senders,
                directSends,
                limits,
                budgets,
                origin.address(),
                System::nanoTime),
            origin,
            numbers.incrementAndGet(),
            System.nanoTime());
    open.add(connection);
    log.note(new RequestLog.Opened(origin.address(), connection.number()));
    return Optional.of(connection);
  }

  private boolean hasPlace(Origin origin) {
    if (!byAddress.add(origin.address(), policy.connectionsMax(origin.address()))) {
      return false;
    }
    int over = count.incrementAndGet() - policy.limits().connectionsMax();
    if (over > 0 && (over > LEAVING_MAX || !makeRoom(byAddress.count(origin.address())))) {
      count.decrementAndGet();
      byAddress.remove(origin.address());
      return false;
    }
    return true;
  }

  /**
   * Ends the newest connection of the address that has most, if it has more than {@code few}, so
   * that a few addresses cannot take all places.
   */
  private boolean makeRoom(int few) {
    Optional<AddressBucket> fullest = byAddress.fullest(few);
    ClientConnection newest = null;
    for (ClientConnection connection : open) {
      if (fullest.isPresent()
          && !connection.isLeaving()
          && (newest == null || connection.number() > newest.number())
          && AddressBucket.of(connection.address()).equals(fullest.get())) {
        newest = connection;
      }
    }
    if (newest != null) {
      newest.makeRoom();
    }
    return newest != null;
  }

  /** Closes the connections of addresses that have been blocked. */
  public void dropBlocked() {
    open.forEach(connection -> {
      if (policy.isBlocked(connection.address())) {
        connection.turnAway("blocked: your address is blocked here");
      }
    });
  }

  void remove(ClientConnection connection) {
    if (open.remove(connection)) {
      count.decrementAndGet();
      byAddress.remove(connection.address());
      log.note(new RequestLog.Closed(connection.address(), connection.number()));
    }
  }

  ClientBudgets budgets() {
    return budgets;
  }

  RequestLog log() {
    return log;
  }

  ClientMessage parse(byte[] json) {
    return parser.parse(json);
  }

  Ingest ingest() {
    return ingest;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  ReconciledRecords reconciledRecords() {
    return reconciledRecords;
  }

  /** Returns the threads that compute reconciliations, at most half as many as processors. */
  AddressTurns reconciling() {
    return reconciling;
  }

  CurrentPolicy policy() {
    return policy;
  }

  /** Returns the limits that apply to clients now. */
  public Limits limits() {
    return policy.limits();
  }

  /** Returns the number of open connections. */
  public int size() {
    return count.get();
  }

  /**
   * Pings silent clients and drops those that do not answer. Each call handles one part of the
   * clients, because ten thousand pings and answers at once would delay everybody's events. Called
   * {@link #TURNS} times in each {@code interval}, by one thread.
   */
  public void keepAlive(Duration interval) {
    long now = System.nanoTime();
    long due = turn++ % TURNS;
    open.forEach(connection -> {
      if (connection.number() % TURNS == due) {
        connection.keepAlive(now, interval.toNanos());
      }
    });
  }

  /**
   * Closes every connection with 1001 once its answers are sent, waiting up to {@code patience}.
   */
  public void shutDown(Duration patience) throws InterruptedException {
    closing = true;
    open.forEach(ClientConnection::shutDown);
    long end = System.nanoTime() + patience.toNanos();
    while (count.get() > 0 && System.nanoTime() < end) {
      Thread.sleep(20);
    }
  }
}
