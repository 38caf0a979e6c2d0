package heliograph.subscription;

import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import heliograph.policy.AddressBucket;
import heliograph.policy.CurrentPolicy;
import heliograph.protocol.MessagePrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What filters hold of the heap, in estimated bytes: open subscriptions with their entries in the
 * live index, and queries until they are answered. Bounded for one connection, for one address and
 * in all; beyond, a REQ or COUNT is refused by its id. Thread-safe.
 */
final class HeldBytes {
  /** An open subscription or a query without its filters: itself, its id, its place in queues. */
  private static final int REQUEST = 250;

  private static final int FILTER = 200;

  /** A value in the live index. */
  private static final int POSTING = 48;

  /** An id or an author, four words. */
  private static final int KEY = 32;

  /** A stream of the store that a scan reads for a value: itself, its prefix, its first run. */
  private static final int STREAM = 200;

  /** The value's hash and its end, beside its bytes. */
  private static final int TAG_VALUE = 12;

  /** The words of a search: a string each. */
  private static final int SEARCH = 4_000;

  private final CurrentPolicy policy;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Outlet, Long> byConnection = new HashMap<>();
  private final Map<AddressBucket, Long> byAddress = new HashMap<>();
  private long total;

  HeldBytes(CurrentPolicy policy) {
    this.policy = policy;
  }

  /** What {@link #take} came to. */
  sealed interface Answer {}

  /** Why bytes are refused. */
  record Refusal(MessagePrefix prefix, String sentence) implements Answer {}

  /** Bytes that were granted, until they are given back. Thread-safe. */
  final class Lease implements Answer {
    private final Outlet connection;
    private final AddressBucket address;
    private long bytes;

    private Lease(Outlet connection, AddressBucket address, long bytes) {
      this.connection = connection;
      this.address = address;
      this.bytes = bytes;
    }

    /** Gives them back. Does nothing the second time. */
    void end() {
      lock.lock();
      try {
        total -= bytes;
        reduce(byConnection, connection, bytes);
        reduce(byAddress, address, bytes);
        bytes = 0;
      } finally {
        lock.unlock();
      }
    }
  }

  private static <K> void reduce(Map<K, Long> held, K key, long bytes) {
    long left = held.getOrDefault(key, 0L) - bytes;
    if (left > 0) {
      held.put(key, left);
    } else {
      held.remove(key);
    }
  }

  /** What filters hold as long as they are live. */
  static long ofLive(List<NostrFilter> filters) {
    long bytes = REQUEST;
    for (NostrFilter filter : filters) {
      bytes += FILTER;
      bytes +=
          (long) (KEY + POSTING) * filter.ids().size()
              + (long) (KEY + POSTING) * filter.authors().size();
      bytes += (long) (4 + POSTING) * filter.kinds().size();
      bytes += 2L * filter.search().map(String::length).orElse(0);
      bytes += filter.search().isPresent() ? SEARCH : 0;
      for (TagCondition tag : filter.tags()) {
        bytes += 100 + tag.valueBytes() + (long) (TAG_VALUE + POSTING) * tag.size();
      }
    }
    return bytes;
  }

  /** What a scan for filters holds beside them until it has ended. */
  static long ofScan(List<NostrFilter> filters) {
    long bytes = REQUEST;
    for (NostrFilter filter : filters) {
      long values = 0L + filter.ids().size() + filter.authors().size() + filter.kinds().size();
      for (TagCondition tag : filter.tags()) {
        values = Math.max(values, tag.size());
      }
      bytes += STREAM * Math.max(1, values);
    }
    return bytes;
  }

  /** Takes bytes for a connection, or says why not. */
  Answer take(Outlet connection, AddressBucket address, long bytes) {
    long perConnection = policy.limits().filterBytesConnectionMax();
    if (bytes > perConnection) {
      return new Refusal(
          MessagePrefix.INVALID,
          "too many values in these filters: they take some "
              + bytes
              + " bytes of memory, at most "
              + perConnection);
    }
    lock.lock();
    try {
      if (byConnection.getOrDefault(connection, 0L) + bytes > perConnection) {
        return refusal("the filters of this connection hold too much, close some subscriptions");
      }
      long all = policy.limits().filterBytesMax();
      if (byAddress.getOrDefault(address, 0L) + bytes > all / 2) {
        return refusal("the filters of your address hold too much, close some subscriptions");
      }
      if (total + bytes > all) {
        return refusal("the relay holds too many filters, try again later");
      }
      total += bytes;
      byConnection.merge(connection, bytes, Long::sum);
      byAddress.merge(address, bytes, Long::sum);
      return new Lease(connection, address, bytes);
    } finally {
      lock.unlock();
    }
  }

  private static Refusal refusal(String sentence) {
    return new Refusal(MessagePrefix.RATE_LIMITED, sentence);
  }

  /** Bytes held now. */
  long total() {
    lock.lock();
    try {
      return total;
    } finally {
      lock.unlock();
    }
  }
}
