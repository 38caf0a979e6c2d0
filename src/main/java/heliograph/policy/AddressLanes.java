package heliograph.policy;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Items that wait, a lane for each address: lanes have their turn one after the other, and within a
 * lane the first comes first. Bounded in items and in bytes.
 *
 * <pre>
 * over half of either   an address that holds its share of it gets nothing more in
 * full                  an item of an address that holds less than another takes the place of the last
 *                       ones of that other, so a few addresses that fill it keep nobody else out
 * </pre>
 *
 * Confined to its owner's lock.
 */
public final class AddressLanes<T> {
  /** What every place in it costs beside the item's bytes. */
  private static final int PLACE_BYTES = 256;

  /** Lanes looked at to find a long one. */
  private static final int LOOKED_AT_MAX = 1_024;

  /**
   * How much it holds.
   *
   * @param itemsMax items
   * @param bytesMax bytes; a single item may have more
   * @param shares what an address may hold of either once half of it is in use
   */
  public record Bounds(int itemsMax, long bytesMax, ByteBudget.Shares shares) {}

  /** What is to be known of an item. */
  public interface Measure<T> {
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

  public AddressLanes(Bounds bounds, Measure<T> measure) {
    this.bounds = bounds;
    this.measure = measure;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  private int cost(T item) {
    return measure.bytes(item) + PLACE_BYTES;
  }

  /** Returns true if an item of any address fits. */
  public boolean hasRoom(T item) {
    return size == 0 || size < bounds.itemsMax && bytes + cost(item) <= bounds.bytesMax;
  }

  /** Returns true if the address of an item has no more than its share, as far as that counts. */
  private boolean isWithinShare(T item) {
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

  /**
   * Adds an item if its address may have one more.
   *
   * @param displaced takes the items that had to make room, if any
   * @return false if there is no room for it
   */
  public boolean offer(T item, List<T> displaced) {
    if (!isWithinShare(item)) {
      return false;
    }
    while (!hasRoom(item)) {
      Lane<T> own = lanes.get(AddressBucket.of(measure.from(item)));
      long held = cost(item) + (own == null ? 0 : own.bytes);
      Lane<T> longest = longest();
      if (longest == null || longest == own || longest.bytes <= held) {
        return false;
      }
      displaced.add(Objects.requireNonNull(longest.items.peekLast()));
      take(longest, longest.items.removeLast());
      if (longest.items.isEmpty()) {
        lanes.remove(longest.address);
        turns.remove(longest);
      }
    }
    add(item);
    return true;
  }

  /** Returns the longest lane of those whose turn is next. */
  private @Nullable Lane<T> longest() {
    Lane<T> longest = null;
    Iterator<Lane<T>> all = turns.iterator();
    for (int i = 0; i < LOOKED_AT_MAX && all.hasNext(); i++) {
      Lane<T> lane = all.next();
      longest = longest == null || lane.bytes > longest.bytes ? lane : longest;
    }
    return longest;
  }

  /** Adds an item regardless of the shares of addresses. */
  public void add(T item) {
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
  public T remove() {
    Lane<T> lane = turns.remove();
    T item = take(lane, lane.items.remove());
    if (lane.items.isEmpty()) {
      lanes.remove(lane.address);
    } else {
      turns.add(lane);
    }
    return item;
  }

  private T take(Lane<T> lane, T item) {
    int cost = cost(item);
    lane.bytes -= cost;
    bytes -= cost;
    size--;
    return Objects.requireNonNull(item);
  }

  /** Takes everything. */
  public List<T> drain() {
    List<T> all = new ArrayList<>(size);
    while (size > 0) {
      all.add(remove());
    }
    return all;
  }
}
