package heliograph.negentropy;

import heliograph.event.EventId;
import heliograph.event.MalformedInput;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The asking side of a reconciliation: the client of NIP-77, which learns both differences.
 * Confined to one thread at a time.
 *
 * <p>Where either side limits its frames, a full one sends the other back over ranges that were
 * settled: an id may be told more than once, and the consumers bear that, a set's {@code add} for
 * example. A hostile side may say anything at any length: the caller bounds the number of rounds.
 */
public final class Initiator {
  private final ItemSet items;
  private final int frameBytesMax;
  private final FingerprintHasher hasher = new FingerprintHasher();

  /**
   * Compares {@code items} with the other side's.
   *
   * @param frameBytesMax bytes of the longest message, at least 4096; 0 for no limit
   */
  public Initiator(ItemSet items, int frameBytesMax) {
    this.items = items;
    this.frameBytesMax = RangeWriter.requireFrame(frameBytesMax);
  }

  /** The first message. */
  public byte[] start() {
    RangeWriter ranges = new RangeWriter(items, hasher, frameBytesMax);
    ranges.split(0, items.size(), Bound.END);
    return ranges.message();
  }

  /**
   * Learns from an answer.
   *
   * @param have told each id that only this side has
   * @param need told each id that only the other side has
   * @return the next message, or empty when both differences are known
   * @throws MalformedInput if the answer breaks the protocol or speaks another version; ids told
   *     until then stand
   */
  public Optional<byte[]> next(byte[] answer, Consumer<EventId> have, Consumer<EventId> need) {
    MessageReader reader = new MessageReader(answer);
    if (reader.version() != RangeWriter.VERSION) {
      throw new MalformedInput("negentropy protocol version 1 is not spoken by the other side");
    }
    RangeWriter ranges = new RangeWriter(items, hasher, frameBytesMax);
    int lower = 0;
    boolean room = true;
    while (room && reader.hasRange()) {
      Bound bound = reader.bound();
      int upper = items.lowerBound(lower, bound);
      switch (reader.mode()) {
        case Mode.FINGERPRINT -> {
          if (reader.fingerprint().equals(hasher.of(items, lower, upper))) {
            ranges.skip(bound);
          } else {
            room = ranges.split(lower, upper, bound);
          }
        }
        case Mode.ID_LIST -> {
          compare(reader, lower, upper, have, need);
          ranges.skip(bound);
        }
        default -> ranges.skip(bound);
      }
      lower = upper;
    }
    return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.message());
  }

  private void compare(
      MessageReader reader, int lower, int upper, Consumer<EventId> have, Consumer<EventId> need) {
    int count = reader.idCount();
    Set<EventId> theirs = LinkedHashSet.newLinkedHashSet(count);
    for (int i = 0; i < count; i++) {
      theirs.add(reader.id());
    }
    for (int i = lower; i < upper; i++) {
      EventId id = items.id(i);
      if (!theirs.remove(id)) {
        have.accept(id);
      }
    }
    theirs.forEach(need);
  }
}
