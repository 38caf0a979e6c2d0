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
 * A queue with a lane for each address: lanes take turns, and each lane is first in, first out.
 * Bounded in items and bytes.
 *
 * <pre>
 * over half of either   an address that holds its share of it gets nothing more in
 * full                  an item of an address that holds less than another takes the place of the last
 *                       ones of that other, so a few addresses cannot fill the queue
 * </pre>
 *
 * Confined to its owner's lock.
 */
public final class AddressLanes<T> {
  /** Bytes counted for a place in the queue, besides the item's own. */
  private static final int PLACE_BYTES = 256;

  /** The maximum number of lanes searched for a long one. */
  private static final int LOOKED_AT_MAX = 1_024;

  /**
   * The limits of the queue.
   *
   * @param itemsMax the maximum number of items
   * @param bytesMax the maximum number of bytes; a single item may have more
   * @param shares the part of either that an address may hold once half of it is in use
   */
  public record Bounds(int itemsMax, long bytesMax, ByteBudget.Shares shares) {}

  /** Returns the address and the size of an item. */
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

  /** The lanes that are not empty. */
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

  /** Returns true if the address of an item is within its share, or shares do not apply yet. */
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
   * Adds an item if its address may hold one more.
   *
   * @param displaced receives the items that were dropped to make room, if any
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

  /** Returns the longest of the lanes whose turns are next. */
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

  /** Removes and returns the first item of the lane whose turn it is. */
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

  /** Removes and returns all items. */
  public List<T> drain() {
    List<T> all = new ArrayList<>(size);
    while (size > 0) {
      all.add(remove());
    }
    return all;
  }
}
