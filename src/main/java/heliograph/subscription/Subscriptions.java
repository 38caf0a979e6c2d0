package heliograph.subscription;

import heliograph.event.NostrEvent;
import heliograph.event.Seconds;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import heliograph.filter.Visibility;
import heliograph.metrics.Meters;
import heliograph.metrics.RequestLog;
import heliograph.policy.AddressBucket;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Requester;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import heliograph.search.Search;
import heliograph.search.SpamAuthors;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import heliograph.worker.Worker;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** All subscriptions of the relay: opens, counts and closes them. Thread-safe. */
public final class Subscriptions implements AutoCloseable {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private static final int SEARCH_COUNT_MAX = SearchScan.LOOKED_AT_MAX;

  /** The number of keys above which a query does not begin on the thread that has read it. */
  private static final int FIRST_SLICE_KEYS_MAX = 512;

  private final EventStore store;
  private final CurrentPolicy policy;
  private final OnDemandEvents made;
  private final @Nullable Search search;
  private final Clock clock;
  private final LiveFilterIndex index;
  private final LiveFanout fanout;
  private final EphemeralFanout ephemerals;
  private final HeldBytes held;
  private final RecentWords recentWords = new RecentWords();
  private final Worker live;
  private final Worker ephemeral;
  private final ScanWorkers workers;
  private final MaintainedCounts counts;
  private final RequestLog log;

  /**
   * Starts the live thread and the scan workers.
   *
   * @param search empty where filters cannot search
   * @param threads makes platform threads
   * @param workerCount scan workers
   */
  public Subscriptions(
      EventStore store,
      CurrentPolicy policy,
      OnDemandEvents made,
      @Nullable Search search,
      Clock clock,
      Meters meters,
      ThreadFactory threads,
      int workerCount) {
    this.store = store;
    this.policy = policy;
    this.made = made;
    this.search = search;
    this.clock = clock;
    log = meters.requests();
    index = new LiveFilterIndex(search == null ? SpamAuthors.NOBODY : search.spam(), meters);
    fanout = new LiveFanout(store.feed(), index, clock);
    ephemerals = new EphemeralFanout(fanout, policy::shareOf);
    held = new HeldBytes(policy, meters);
    workers = new ScanWorkers(meters, threads, workerCount, policy.queues().scanQueueMax());
    counts = new MaintainedCounts(store, policy, workers);
    meters.gauge("heliograph_subscriptions", "Open subscriptions", index::size);
    meters.gauge("heliograph_live_lag_changes", "Changes not yet handed out live", fanout::lag);
    meters.gauge(
        "heliograph_live_filter_values",
        "Values under which live filters are found",
        index::postings);
    meters.gauge(
        "heliograph_filter_bytes", "Heap held by clients' filters, estimated", held::total);
    meters.gauge(
        "heliograph_ephemeral_queue_events",
        "Ephemeral events not yet handed out",
        ephemerals::size);
    live = Worker.start(named(threads, "heliograph-live"), fanout);
    ephemeral = Worker.start(named(threads, "heliograph-ephemeral"), ephemerals);
  }

  private static ThreadFactory named(ThreadFactory threads, String name) {
    return task -> {
      Thread thread = threads.newThread(task);
      thread.setName(name);
      return thread;
    };
  }

  /**
   * Opens a subscription. It is live from now on, and its stored part has begun or is queued. If
   * its filters hold too much, the client gets CLOSED and the subscription returned is closed.
   *
   * @param filters the filters, with the limits that are applied
   * @param hinting the hints of its EOSE
   * @param requester the client, which decides what may be seen
   * @param forget drops the subscription from its connection if the query fails
   */
  public Subscription open(
      SubscriptionId id,
      List<NostrFilter> filters,
      Hinting hinting,
      Requester requester,
      Outlet outlet,
      Runnable forget) {
    Visibility visibility = policy.visibilityFor(requester);
    AddressBucket address = AddressBucket.of(requester.address());
    Subscription subscription =
        new Subscription(
            id,
            List.copyOf(filters),
            visibility,
            hinting,
            outlet,
            address,
            policy.limits().liveBytesAtOnceMax());
    HeldBytes.Lease live = lease(id, outlet, address, HeldBytes.ofLive(filters));
    HeldBytes.Lease scanning =
        live == null ? null : lease(id, outlet, address, HeldBytes.ofScan(filters));
    if (live == null || scanning == null) {
      if (live != null) {
        live.end();
      }
      subscription.close();
      return subscription;
    }
    subscription.lease(live);
    EventScan scan = scan(filters, visibility, scanning);
    List<NostrEvent> madeNow = made.forRequest(filters, requester);
    index.add(subscription);
    for (NostrEvent event : madeNow) {
      subscription.stored(event.json());
    }
    ClientQuery query =
        new ClientQuery.Req(
            subscription, scan, events -> served(requester, events), forget, scanning);
    start(query, filters);
    return subscription;
  }

  /** Takes bytes for filters; if they are refused, answers the client and returns null. */
  private HeldBytes.@Nullable Lease lease(
      SubscriptionId id, Outlet outlet, AddressBucket address, long bytes) {
    return switch (held.take(outlet, address, bytes)) {
      case HeldBytes.Lease lease -> lease;
      case HeldBytes.Refusal(var prefix, var sentence) -> {
        outlet.reply(new RelayMessage.Closed(id, prefix, sentence));
        yield null;
      }
    };
  }

  /** Runs the first slice on this thread, unless it may take long. */
  private void start(ClientQuery query, List<NostrFilter> filters) {
    if (isSearch(filters) || keys(filters) > FIRST_SLICE_KEYS_MAX) {
      workers.submit(query);
    } else {
      workers.begin(query);
    }
  }

  private void served(Requester requester, int events) {
    policy.served(requester, events);
    log.note(new RequestLog.Served(requester.address(), events));
  }

  /**
   * Returns the number of index keys of filters, each of which is looked up before the first event.
   */
  private static long keys(List<NostrFilter> filters) {
    long keys = 0;
    for (NostrFilter filter : filters) {
      long kinds = filter.kinds().isAll() ? 1 : filter.kinds().size();
      keys += filter.ids().isAll() ? 0 : filter.ids().size();
      keys += filter.authors().isAll() ? kinds : kinds * filter.authors().size();
      for (TagCondition tag : filter.tags()) {
        keys += tag.size();
      }
    }
    return keys;
  }

  /**
   * Returns the number of events at which counting ends; lower for a search, which holds the ids it
   * has seen.
   */
  private int exactMax(List<NostrFilter> filters) {
    int max = policy.config().fixed().query().countExactMax();
    return isSearch(filters) ? Math.min(max, SEARCH_COUNT_MAX) : max;
  }

  private static boolean isSearch(List<NostrFilter> filters) {
    return filters.stream().anyMatch(filter -> filter.search().isPresent());
  }

  private EventScan scan(List<NostrFilter> filters, Visibility visibility, SearchScan.Room room) {
    return search != null && isSearch(filters)
        ? new SearchScan(
            store, search, recentWords, filters, visibility, () -> Seconds.now(clock), room)
        : store.scan(filters, visibility);
  }

  /**
   * Answers a COUNT over all stored events, ignoring the limits of the filters.
   *
   * @param answered run once, when it has been answered or dropped
   */
  public void count(
      SubscriptionId id,
      List<NostrFilter> filters,
      Requester requester,
      Outlet outlet,
      Runnable answered) {
    AddressBucket address = AddressBucket.of(requester.address());
    HeldBytes.Lease lease = lease(id, outlet, address, HeldBytes.ofScan(filters));
    if (lease == null) {
      answered.run();
      return;
    }
    List<NostrFilter> unlimited = new ArrayList<>(filters.size());
    for (NostrFilter filter : filters) {
      unlimited.add(filter.withLimit(-1));
    }
    ClientQuery query =
        new ClientQuery.Count(
            id,
            unlimited,
            scan(unlimited, policy.visibilityFor(requester), lease),
            outlet,
            address,
            exactMax(filters),
            policy.config().fixed().query().countTimeMax(),
            counts,
            () -> {
              lease.end();
              answered.run();
            });
    start(query, filters);
  }

  /** Collects the events of one filter that {@code requester} may see, up to the filter's limit. */
  public void gather(NostrFilter filter, Requester requester, Collector collector, Outlet outlet) {
    AddressBucket address = AddressBucket.of(requester.address());
    switch (held.take(outlet, address, HeldBytes.ofScan(List.of(filter)))) {
      case HeldBytes.Lease lease -> {
        EventScan scan = store.scan(List.of(filter), policy.visibilityFor(requester));
        workers.submit(new ClientQuery.Gathering(scan, collector, outlet, address, lease));
      }
      case HeldBytes.Refusal(var prefix, var sentence) -> collector.failed(prefix, sentence);
    }
  }

  /**
   * Counts bytes of heap that a client holds in the budget of its filters.
   *
   * @return a task that gives them back, which may be run twice; empty if there is no room
   */
  public Optional<Runnable> hold(Requester requester, Outlet outlet, long bytes) {
    return held.take(outlet, AddressBucket.of(requester.address()), bytes)
            instanceof HeldBytes.Lease lease
        ? Optional.of(lease::end)
        : Optional.empty();
  }

  /** Closes a subscription; no message is sent under it afterwards. Called once for each. */
  public void close(Subscription subscription) {
    subscription.close();
    subscription
        .lease()
        .ifPresent(lease -> {
          index.remove(subscription);
          lease.end();
        });
  }

  /**
   * Queues an ephemeral event for delivery on another thread. The events of an address are
   * delivered in the order of these calls.
   *
   * @param from the address whose share of the queue the event takes
   * @param delivered called once, on that thread, with the number of listeners; negative if the
   *     event was dropped to make room for others
   * @return false if too many events wait; {@code delivered} is not called then
   */
  public boolean deliver(InetAddress from, NostrEvent event, IntConsumer delivered) {
    return ephemerals.offer(from, event, delivered);
  }

  /** Returns the number of open subscriptions. */
  public long size() {
    return index.size();
  }

  /** Ends the threads. Connections have ended before, so queries that are left are not answered. */
  @Override
  public void close() {
    workers.close();
    Worker.close(List.of(live, ephemeral), CLOSE_PATIENCE);
  }
}
