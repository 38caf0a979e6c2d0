package heliograph.filter;

import heliograph.event.CanonicalString;
import heliograph.event.PackedEvent;
import heliograph.event.TagHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One {@code #x} condition of a filter: the event must have a tag of this letter whose first value
 * is one of the given ones. Values are canonical bytes (see {@link PackedEvent}); they are found by
 * hash and confirmed byte by byte. Immutable.
 */
public final class TagCondition {
  /** A value and its hash, by which values are sorted. */
  @SuppressWarnings("ArrayRecordComponent") // confined to the constructor
  private record Value(long hash, byte[] bytes) implements Comparable<Value> {
    @Override
    public int compareTo(Value other) {
      int order = Long.compare(hash, other.hash);
      return order != 0 ? order : Arrays.compare(bytes, other.bytes);
    }
  }

  private final int letter;
  private final long[] hashes;

  /** All values, one after the other in the order of {@link #hashes}. */
  private final byte[] bytes;

  /** The end of each value in {@link #bytes}. */
  private final int[] ends;

  /**
   * Creates a condition from a letter a–z or A–Z and the canonical bytes of the values. Without
   * values, nothing matches.
   *
   * @throws IllegalArgumentException if {@code letter} is not a letter
   */
  public TagCondition(char letter, List<byte[]> values) {
    if ((letter < 'a' || letter > 'z') && (letter < 'A' || letter > 'Z')) {
      throw new IllegalArgumentException("letter must be a-z or A-Z: " + letter);
    }
    this.letter = letter;
    Value[] sorted = new Value[values.size()];
    for (int i = 0; i < sorted.length; i++) {
      byte[] value = values.get(i);
      sorted[i] = new Value(TagHash.of(value, 0, value.length), value);
    }
    Arrays.sort(sorted);
    hashes = new long[sorted.length];
    ends = new int[sorted.length];
    int end = 0;
    for (int i = 0; i < sorted.length; i++) {
      hashes[i] = sorted[i].hash;
      end += sorted[i].bytes.length;
      ends[i] = end;
    }
    bytes = new byte[end];
    for (int i = 0; i < sorted.length; i++) {
      System.arraycopy(sorted[i].bytes, 0, bytes, start(i), sorted[i].bytes.length);
    }
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  private int length(int index) {
    return ends[index] - start(index);
  }

  public int letter() {
    return letter;
  }

  /** Returns the number of values. */
  public int size() {
    return hashes.length;
  }

  /** Returns the {@link TagHash} of the {@code index}-th value. */
  public long hash(int index) {
    return hashes[index];
  }

  /** Returns true if {@code value}, which needs no escaping, is one of the values. */
  public boolean contains(String value) {
    byte[] wanted = value.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < hashes.length; i++) {
      if (Arrays.equals(bytes, start(i), ends[i], wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the {@code index}-th value as text, in the order of hashes. */
  public String text(int index) {
    return CanonicalString.decode(
        Arrays.copyOfRange(bytes, start(index), ends[index]), length(index));
  }

  /** Returns the number of bytes of all values together. */
  public int valueBytes() {
    return bytes.length;
  }

  /** Compares the value of a tag of {@code event} with the {@code index}-th value. */
  private int compareTagValue(PackedEvent event, int tag, int index) {
    return event.compareTagValue(tag, bytes, start(index), length(index));
  }

  /**
   * Does what {@link #matches(PackedEvent)} does. Looks up the shorter list in the longer one: the
   * event's tags of this letter, or the values.
   */
  public boolean matches(PackedEvent event, EventTags tags) {
    int from = tags.from(letter);
    int to = tags.to(letter);
    if (to - from <= hashes.length) {
      for (int i = from; i < to; i++) {
        if (contains(event, tags.tag(i))) {
          return true;
        }
      }
      return false;
    }
    for (int i = 0; i < hashes.length; i++) {
      if (tags.contains(event, from, to, hashes[i], bytes, start(i), length(i))) {
        return true;
      }
    }
    return false;
  }

  /** Returns true if some indexed tag of {@code event} meets the condition. */
  public boolean matches(PackedEvent event) {
    int tags = event.indexedTagCount();
    for (int tag = 0; tag < tags; tag++) {
      if (event.tagLetter(tag) == letter && contains(event, tag)) {
        return true;
      }
    }
    return false;
  }

  private boolean contains(PackedEvent event, int tag) {
    long hash = event.tagHash(tag);
    int low = 0;
    int high = hashes.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compare(hashes[middle], hash);
      if (order
          == 0) { // a client can make hashes collide, so the values of equal hashes are searched as
        // well
        order = -compareTagValue(event, tag, middle);
      }
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TagCondition condition
        && condition.letter == letter
        && Arrays.equals(condition.ends, ends)
        && Arrays.equals(condition.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return 31 * letter + Arrays.hashCode(hashes);
  }
}
