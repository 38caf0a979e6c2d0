package heliograph.filter;

import heliograph.event.PackedEvent;
import java.util.Arrays;

/**
 * The indexed tags of one event, ordered by letter, hash and value, built once to be matched
 * against many filters. The cost of a filter then grows with the logarithm of the number of tags,
 * even if many of them share a hash. Immutable.
 */
public final class EventTags {
  private record Tag(int letter, long hash, int index) {}

  private final int[] indexes;
  private final long[] hashes;

  /**
   * The index of the first tag of each letter: the tags of {@code c} are from {@code c} to {@code
   * c+1}.
   */
  private final int[] starts = new int['z' + 2];

  public EventTags(PackedEvent event) {
    int count = event.indexedTagCount();
    Tag[] tags = new Tag[count];
    for (int i = 0; i < count; i++) {
      tags[i] = new Tag(event.tagLetter(i), event.tagHash(i), i);
    }
    Arrays.sort(tags, (left, right) -> compare(event, left, right));
    indexes = new int[count];
    hashes = new long[count];
    for (int i = 0; i < count; i++) {
      indexes[i] = tags[i].index;
      hashes[i] = tags[i].hash;
      starts[tags[i].letter + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
  }

  private static int compare(PackedEvent event, Tag left, Tag right) {
    int order = Integer.compare(left.letter, right.letter);
    if (order == 0) {
      order = Long.compare(left.hash, right.hash);
    }
    return order != 0 ? order : event.compareTagValues(left.index, right.index);
  }

  /** Returns the number of tags. */
  public int size() {
    return indexes.length;
  }

  /** Returns the index of the first tag of a letter. */
  int from(int letter) {
    return starts[letter];
  }

  /** Returns the index after the last tag of a letter. */
  int to(int letter) {
    return starts[letter + 1];
  }

  /** Returns the index in the event of the tag at a place. */
  int tag(int place) {
    return indexes[place];
  }

  /** Returns true if the tag at a place has the letter and hash of the tag before it. */
  public boolean isRepeated(PackedEvent event, int place) {
    return place > 0
        && hashes[place] == hashes[place - 1]
        && letter(event, place) == letter(event, place - 1);
  }

  /** Returns the letter of the tag at a place. */
  public int letter(PackedEvent event, int place) {
    return event.tagLetter(indexes[place]);
  }

  /** Returns the hash of the tag at a place. */
  public long hash(int place) {
    return hashes[place];
  }

  /** Returns true if a tag from {@code low} to before {@code high} has this hash and value. */
  boolean contains(
      PackedEvent event, int low, int high, long hash, byte[] value, int offset, int length) {
    int first = low;
    int last = high - 1;
    while (first <= last) {
      int middle = (first + last) >>> 1;
      int order = Long.compare(hashes[middle], hash);
      if (order == 0) {
        order = event.compareTagValue(indexes[middle], value, offset, length);
      }
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        first = middle + 1;
      } else {
        last = middle - 1;
      }
    }
    return false;
  }
}
