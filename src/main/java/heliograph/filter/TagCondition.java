package heliograph.filter;

import heliograph.event.CanonicalString;
import heliograph.event.PackedEvent;
import heliograph.event.TagHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * One {@code #x} condition of a filter: the event must have a tag of this letter whose first value
 * is one of the given ones. Values are canonical bytes (see {@link PackedEvent}); they are found by
 * hash and confirmed byte by byte. Immutable.
 */
public final class TagCondition {
  private final int letter;
  private final long[] hashes;
  private final byte[][] values;

  /**
   * Takes a letter a–z or A–Z and the canonical bytes of the values; no values match nothing.
   *
   * @throws IllegalArgumentException if {@code letter} is no letter
   */
  public TagCondition(char letter, List<byte[]> values) {
    if ((letter < 'a' || letter > 'z') && (letter < 'A' || letter > 'Z')) {
      throw new IllegalArgumentException("letter must be a-z or A-Z: " + letter);
    }
    this.letter = letter;
    this.values =
        values.stream()
            .map(byte[]::clone)
            .sorted(
                Comparator.comparingLong((byte[] value) -> TagHash.of(value, 0, value.length))
                    .thenComparing(Arrays::compare))
            .toArray(byte[][]::new);
    hashes = new long[this.values.length];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = TagHash.of(this.values[i], 0, this.values[i].length);
    }
  }

  public int letter() {
    return letter;
  }

  /** Number of values. */
  public int size() {
    return hashes.length;
  }

  /** The {@link TagHash} of the {@code index}-th value. */
  public long hash(int index) {
    return hashes[index];
  }

  /** True if {@code value}, which needs no escaping, is one of the values. */
  public boolean contains(String value) {
    byte[] wanted = value.getBytes(StandardCharsets.UTF_8);
    return Arrays.stream(values).anyMatch(one -> Arrays.equals(one, wanted));
  }

  /** The {@code index}-th value as text, in the order of hashes. */
  public String text(int index) {
    return CanonicalString.decode(values[index], values[index].length);
  }

  /** True if some indexed tag of {@code event} meets the condition. */
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
      if (order == 0) { // hashes that collide can be made, so their values are searched as well
        order = -event.compareTagValue(tag, values[middle]);
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
        && Arrays.deepEquals(condition.values, values);
  }

  @Override
  public int hashCode() {
    return 31 * letter + Arrays.hashCode(hashes);
  }
}
