package heliograph.ingest;

import heliograph.policy.AddressBucket;
import heliograph.policy.ByteBudget;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Items that wait, a lane for each address: lanes have their turn one after the other, and within a
 * lane the first comes first. Bounded in items and in bytes; over half of either, an address that
 * holds its share of it gets nothing more in, so others still find room. Confined to its owner's
 * lock.
 */
final class VerifyLanes<T> {
  /** What every place in it costs beside the item's bytes. */
  private static final int PLACE_BYTES = 256;

  /**
   * How much it holds.
   *
   * @param itemsMax items
   * @param bytesMax bytes; a single item may have more
   * @param shares what an address may hold of either once half of it is in use
   */
  record Bounds(int itemsMax, long bytesMax, ByteBudget.Shares shares) {}

  /** What is to be known of an item. */
  interface Measure<T> {
    InetAddress from(T item);

    int bytes(T item);
  }

  private static final class Lane<T> {
    private final AddressBucket address;
    private final Deque<T> items = new ArrayDeque<>();
    private long bytes;

    private Lane(AddressBucket address) {
      this.address = address;
    }
  }

  private final Bounds bounds;
  private final Measure<T> measure;

  /** Those that are not empty. */
  private final Map<AddressBucket, Lane<T>> lanes = new HashMap<>();

  private final Deque<Lane<T>> turns = new ArrayDeque<>();
  private int size;
  private long bytes;

  VerifyLanes(Bounds bounds, Measure<T> measure) {
    this.bounds = bounds;
    this.measure = measure;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  private int cost(T item) {
    return measure.bytes(item) + PLACE_BYTES;
  }

  /** True if an item fits, whoever it is from. */
  boolean hasRoom(T item) {
    return size == 0 || size < bounds.itemsMax && bytes + cost(item) <= bounds.bytesMax;
  }

  /** True if an item fits and its address has no more than its share. */
  boolean hasFairRoom(T item) {
    if (!hasRoom(item)) {
      return false;
    }
    boolean manyItems = 2 * size >= bounds.itemsMax;
    boolean manyBytes = 2 * bytes >= bounds.bytesMax;
    if (!manyItems && !manyBytes) {
      return true;
    }
    InetAddress from = measure.from(item);
    Lane<T> lane = lanes.get(AddressBucket.of(from));
    return lane == null
        || (!manyItems || lane.items.size() < bounds.shares.of(from, bounds.itemsMax))
            && (!manyBytes || lane.bytes < bounds.shares.of(from, bounds.bytesMax));
  }

  void add(T item) {
    AddressBucket from = AddressBucket.of(measure.from(item));
    Lane<T> lane = lanes.get(from);
    if (lane == null) {
      lane = new Lane<>(from);
      lanes.put(from, lane);
      turns.add(lane);
    }
    int cost = cost(item);
    lane.items.add(item);
    lane.bytes += cost;
    bytes += cost;
    size++;
  }

  /** Takes the first item of the lane whose turn it is. */
  T remove() {
    Lane<T> lane = turns.remove();
    T item = lane.items.remove();
    int cost = cost(item);
    lane.bytes -= cost;
    bytes -= cost;
    size--;
    if (lane.items.isEmpty()) {
      lanes.remove(lane.address);
    } else {
      turns.add(lane);
    }
    return Objects.requireNonNull(item);
  }

  /** Takes everything. */
  List<T> drain() {
    List<T> all = new ArrayList<>(size);
    while (size > 0) {
      all.add(remove());
    }
    return all;
  }
}
