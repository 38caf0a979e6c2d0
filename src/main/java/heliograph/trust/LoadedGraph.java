package heliograph.trust;

import heliograph.event.PublicKey;
import heliograph.graph.AccountFacts;
import heliograph.graph.AccountIndex;
import heliograph.graph.AccountSet;
import heliograph.graph.ClusterIds;
import heliograph.graph.FollowGraph;
import heliograph.graph.GraphJobs;
import heliograph.graph.TrustRanks;
import heliograph.graph.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Converts the rows of the database into the input of the jobs. Numbers in the database have gaps;
 * here an account is its index in their ascending order. Confined to the run's thread.
 */
final class LoadedGraph implements GraphSink {
  /**
   * The bytes that a follow and an account take while the jobs run: docs/scaling.md, rounded up.
   */
  private static final int BYTES_PER_FOLLOW = 20;

  private static final int BYTES_PER_ACCOUNT = 200;

  private final long heapMax;
  private final BooleanSupplier stopped;
  private final AccountIndex index = new AccountIndex(1 << 10);
  private final Map<Long, List<Integer>> clusters = new LinkedHashMap<>();
  private int[] ids = new int[1 << 10];
  private long[] firstSeen = new long[1 << 10];
  private long[] requests = new long[1 << 10];
  private boolean requestsKnown;
  private long needed;
  private FollowGraph.@Nullable Builder follows;

  /**
   * Creates an empty graph.
   *
   * @param heapMax the maximum number of bytes that the jobs may take; a larger graph is refused
   * @param stopped returns whether to end
   */
  LoadedGraph(long heapMax, BooleanSupplier stopped) {
    this.heapMax = heapMax;
    this.stopped = stopped;
  }

  @Override
  public void begin(boolean known) {
    requestsKnown = known;
  }

  @Override
  public void account(int id, PublicKey key, long seen, long asked) {
    check();
    need(BYTES_PER_ACCOUNT);
    int account = index.add(key.a(), key.b(), key.c(), key.d());
    if (account == ids.length) {
      ids = Arrays.copyOf(ids, 2 * account);
      firstSeen = Arrays.copyOf(firstSeen, 2 * account);
      requests = Arrays.copyOf(requests, 2 * account);
    }
    ids[account] = id;
    firstSeen[account] = seen;
    requests[account] = asked;
  }

  @Override
  public void follow(int source, int target) {
    check();
    need(BYTES_PER_FOLLOW);
    if (follows == null) {
      follows = FollowGraph.builder(index.size());
    }
    int follower = account(source);
    int followed = account(target);
    if (follower >= 0 && followed >= 0) {
      follows = follows.add(follower, followed);
    }
  }

  private void need(int bytes) {
    needed += bytes;
    if (needed > heapMax) {
      throw new IllegalStateException(
          "the graph jobs need more than %,d MiB for the graph: give the relay more heap, or run them elsewhere (docs/scaling.md)"
              .formatted(heapMax >> 20));
    }
  }

  @Override
  public void clusterMember(long fingerprint, int id) {
    int account = account(id);
    if (account >= 0) {
      clusters.computeIfAbsent(fingerprint, key -> new ArrayList<>()).add(account);
    }
  }

  private void check() {
    if (stopped.getAsBoolean()) {
      throw new CancellationException("stopped while loading");
    }
  }

  /** Returns the account of a number of the database; negative if there is none. */
  private int account(int id) {
    return Arrays.binarySearch(ids, 0, index.size(), id);
  }

  /** Returns the number in the database. */
  int id(int account) {
    return ids[account];
  }

  int accounts() {
    return index.size();
  }

  /** Returns the input of the jobs; the builders are empty afterwards. */
  GraphJobs.Input input(Set<PublicKey> seedKeys, Workers workers) {
    AccountFacts facts = new AccountFacts(index.size(), requestsKnown);
    for (int account = 0; account < index.size(); account++) {
      facts.set(account, firstSeen[account], requests[account]);
    }
    int[] seeds =
        seedKeys.stream()
            .mapToInt(key -> index.find(key.a(), key.b(), key.c(), key.d()))
            .filter(account -> account != AccountIndex.NONE)
            .toArray();
    List<ClusterIds.Known> known = new ArrayList<>();
    clusters.forEach((id, members) ->
        known.add(
            new ClusterIds.Known(
                id, AccountSet.of(members.stream().mapToInt(Integer::intValue).toArray()))));
    return new GraphJobs.Input(
        (follows == null ? FollowGraph.builder(index.size()) : follows).build(workers),
        index,
        facts,
        AccountSet.of(seeds),
        TrustRanks.ESTABLISHED,
        known,
        1);
  }
}
