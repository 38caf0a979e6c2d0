package heliograph.store.layout;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.event.Hex;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The key of a counter, which counts the events of a shape that have one event id or public key in
 * a tag.
 *
 * <pre>
 * offset size
 *   0     1   shape    its code; 0 is the mark of {@link Counters}
 *   1    32   id or public key
 * </pre>
 *
 * @param value 64 lower-case hex digits
 */
public record CounterKey(CounterShape shape, String value) {
  public static final int LENGTH = 33;

  public CounterKey {
    if (value.length() != 64 || !Hex.isLowerHex(value.getBytes(US_ASCII), 0, 64)) {
      throw new IllegalArgumentException("value must be 64 lower-case hex digits: " + value);
    }
  }

  /** Returns the key of the counter that answers a filter; the filter's limit is ignored. */
  public static Optional<CounterKey> of(NostrFilter filter) {
    if (filter.tags().size() != 1
        || !filter.ids().isAll()
        || !filter.authors().isAll()
        || filter.since() != Long.MIN_VALUE
        || filter.until() != Long.MAX_VALUE
        || filter.search().isPresent()) {
      return Optional.empty();
    }
    TagCondition tag = filter.tags().getFirst();
    if (tag.size() != 1 || !isId(tag.text(0))) {
      return Optional.empty();
    }
    for (CounterShape shape : CounterShape.values()) {
      if (shape.letter() == tag.letter() && shape.kinds().equals(filter.kinds())) {
        return Optional.of(new CounterKey(shape, tag.text(0)));
      }
    }
    return Optional.empty();
  }

  private static boolean isId(String text) {
    return text.length() == 64 && Hex.isLowerHex(text.getBytes(US_ASCII), 0, 64);
  }

  /** Writes the key, flipped for LMDB. */
  public ByteBuffer write(ByteBuffer key) {
    key.clear();
    key.put((byte) shape.code()).put(Hex.decode(value.getBytes(US_ASCII), 0, 32));
    return key.flip();
  }

  public static CounterKey read(ByteBuffer key) {
    byte[] value = new byte[32];
    key.get(1, value);
    return new CounterKey(CounterShape.ofCode(key.get(0)), Hex.encode(value));
  }
}
