package heliograph.subscription;

import heliograph.config.Limits;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.metrics.Meters;
import heliograph.protocol.SubscriptionId;
import heliograph.store.EventStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** All subscriptions of the relay: opens, counts and closes them. Thread-safe. */
public final class Subscriptions implements AutoCloseable {
  /** A commit may bring many times what a client may have unsent in the long run. */
  private static final int HELD_FACTOR = 16;

  private final EventStore store;
  private final Limits limits;
  private final LiveFilterIndex index = new LiveFilterIndex();
  private final LiveFanout fanout;
  private final Thread liveThread;
  private final ScanWorkers workers;

  /**
   * Starts the live thread and the scan workers.
   *
   * @param threads makes platform threads
   * @param workerCount scan workers
   */
  public Subscriptions(
      EventStore store,
      Limits limits,
      Clock clock,
      Meters meters,
      ThreadFactory threads,
      int workerCount) {
    this.store = store;
    this.limits = limits;
    fanout = new LiveFanout(store.feed(), index, clock);
    workers = new ScanWorkers(meters, threads, workerCount, limits.scanQueueMax());
    meters.gauge("heliograph_subscriptions", "Open subscriptions", index::size);
    meters.gauge("heliograph_live_lag_changes", "Changes not yet handed out live", fanout::lag);
    liveThread = threads.newThread(fanout);
    liveThread.setName("heliograph-live");
    liveThread.start();
  }

  /**
   * Opens a subscription: live from now on, its stored part queued.
   *
   * @param filters with the limits they are served with
   * @param forget drops the subscription from its connection, should the query fail
   */
  public Subscription open(
      SubscriptionId id, List<NostrFilter> filters, Outlet outlet, Runnable forget) {
    Subscription subscription =
        new Subscription(id, List.copyOf(filters), outlet, HELD_FACTOR * limits.liveBytesMax());
    index.add(subscription);
    workers.submit(new StoredQuery.Req(subscription, store.scan(filters), forget));
    return subscription;
  }

  /** Answers a COUNT, over all stored events whatever limits the filters name. */
  public void count(SubscriptionId id, List<NostrFilter> filters, Outlet outlet) {
    List<NostrFilter> unlimited = new ArrayList<>(filters.size());
    for (NostrFilter filter : filters) {
      unlimited.add(filter.withLimit(-1));
    }
    workers.submit(new StoredQuery.Count(id, store.scan(unlimited), outlet));
  }

  /** Ends a subscription; nothing is sent under it afterwards. Called once for each. */
  public void close(Subscription subscription) {
    subscription.close();
    index.remove(subscription);
  }

  /** Hands an ephemeral event to its listeners; returns how many there are. */
  public int deliver(NostrEvent event) {
    return fanout.deliver(event);
  }

  /** Open subscriptions. */
  public long size() {
    return index.size();
  }

  /** Ends the threads; queries still queued are answered with CLOSED. */
  @Override
  public void close() {
    workers.close();
    fanout.finish();
    try {
      liveThread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
