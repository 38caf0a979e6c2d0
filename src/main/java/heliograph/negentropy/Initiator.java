package heliograph.negentropy;

import heliograph.event.EventId;
import heliograph.event.MalformedInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The asking side of a reconciliation: the client of NIP-77, which learns both differences.
 * Confined to one thread at a time.
 *
 * <p>Design. The initiator remembers which ranges are open, so a full frame loses nothing. Ranges
 * that do not fit into this message go into the next. When the other side has no room to answer, it
 * sends one fingerprint over several of the ranges it was asked about, and those are asked about
 * again, unchanged. After such an answer, a message asks for no more than the other side is
 * expected to have room for.
 *
 * <pre>
 *   waiting ──ask──► asked ──skip, equal fingerprint, ids──► settled
 *      ▲               │
 *      └── its parts ──┤ fingerprint of it differs
 *      └── unchanged ──┘ fingerprint of more than it differs
 * </pre>
 *
 * <p>A hostile peer may send anything for any number of rounds: the caller bounds the number of
 * rounds, and the consumers accept an id that is reported twice.
 */
public final class Initiator {
  private static final int ANSWER_BYTES_MIN = 1024;

  private final ItemSet items;
  private final int bytesMax;
  private final FingerprintHasher hasher = new FingerprintHasher();
  private final ArrayDeque<OpenRange> waiting = new ArrayDeque<>();
  private final ArrayDeque<OpenRange> asked = new ArrayDeque<>();

  /** The maximum number of bytes that the answer to the next message is expected to have. */
  private long answerBytesMax = Long.MAX_VALUE;

  /** Index of the first item of the first range in the last message. */
  private int firstAsked;

  /** Whether the first of the asked ranges is the rest of a larger one. */
  private boolean askedPart;

  /** Whether the last range that an answer met was a part of a range that was asked about. */
  private boolean metPart;

  /**
   * Creates the asking side for {@code items}.
   *
   * @param frameBytesMax bytes of the longest message, at least 4096; 0 for no limit
   */
  public Initiator(ItemSet items, int frameBytesMax) {
    this.items = items;
    this.bytesMax = RangeWriter.bytesMax(RangeWriter.requireFrame(frameBytesMax));
  }

  /** Returns the first message. */
  public byte[] start() {
    waiting.clear();
    asked.clear();
    waiting.addAll(OpenRange.of(Bound.START, 0, Bound.END, items.size()).split(items));
    return ask();
  }

  private byte[] ask() {
    RangeWriter ranges = new RangeWriter(items, hasher);
    long answerBytes = 0;
    firstAsked = waiting.getFirst().lower();
    askedPart = false;
    boolean idsFit = idsFit();
    while (!waiting.isEmpty()) {
      OpenRange next = waiting.getFirst();
      if (!idsFit && next.size() > 0) {
        next = next.byFingerprint();
      }
      answerBytes += next.answerBytes();
      if (!asked.isEmpty() && answerBytes > answerBytesMax) {
        break;
      }
      ranges.mark();
      ranges.write(next);
      if (ranges.size() > bytesMax) {
        ranges.reset();
        break;
      }
      waiting.removeFirst();
      asked.add(next);
    }
    return ranges.message();
  }

  /** Returns true if all ids that wait to be listed have room in one message. */
  private boolean idsFit() {
    long bytes = 0;
    for (OpenRange range : waiting) {
      bytes += range.listed() ? (long) Bound.ID_BYTES * range.size() : 0;
    }
    return bytes <= bytesMax;
  }

  /**
   * Processes an answer.
   *
   * @param have gets each id that only this side has
   * @param need gets each id that only the other side has
   * @return the next message, or empty when both differences are known
   * @throws MalformedInput if the answer breaks the protocol or speaks another version; ids
   *     reported before remain valid
   */
  public Optional<byte[]> next(byte[] answer, Consumer<EventId> have, Consumer<EventId> need) {
    MessageReader reader = new MessageReader(answer);
    if (reader.version() != RangeWriter.VERSION) {
      throw new MalformedInput("negentropy protocol version 1 is not spoken by the other side");
    }
    List<OpenRange> open = new ArrayList<>();
    boolean cutShort = false;
    long answered = 0;
    RangeWalk walk = new RangeWalk(reader, items, hasher);
    while (walk.next()) {
      OpenRange range = walk.range();
      List<OpenRange> met = met(range.to(), range.upper());
      switch (walk.mode()) {
        case RangeMode.FINGERPRINT -> {
          if (walk.sameFingerprint()) {
            answered += answerBytes(met);
          } else if (met.size() == 1 && divides(met.getFirst(), range)) {
            answered += met.getFirst().answerBytes();
            open.addAll(met.getFirst().split(items));
          } else {
            cutShort |= !met.isEmpty();
            open.addAll(met);
          }
        }
        case RangeMode.ID_LIST -> {
          answered += answerBytes(met);
          compare(walk, have, need);
        }
        default -> answered += answerBytes(met);
      }
    }
    asked.clear(); // everything after the last range is settled
    for (int i = open.size() - 1; i >= 0; i--) {
      waiting.addFirst(open.get(i));
    }
    expect(cutShort, answered);
    return waiting.isEmpty() ? Optional.empty() : Optional.of(ask());
  }

  private void expect(boolean cutShort, long answered) {
    if (cutShort) {
      answerBytesMax = Math.max(ANSWER_BYTES_MIN, answered + answered / 4);
    } else if (answerBytesMax != Long.MAX_VALUE) {
      answerBytesMax = Math.min(2 * answerBytesMax, Long.MAX_VALUE / 4);
    }
  }

  /**
   * Returns true if a fingerprint is for exactly one range that was asked about, and the range is
   * to be divided. A range of few items that comes back as a fingerprint is asked about again
   * instead: the other side had no room for their ids, which cost less from there. The first range
   * of a message always had room.
   */
  private boolean divides(OpenRange met, OpenRange answered) {
    boolean same =
        !met.from().isBefore(answered.from())
            && !answered.from().isBefore(met.from())
            && !met.to().isBefore(answered.to())
            && !answered.to().isBefore(met.to());
    return same && (metPart || !met.isFew() || met.lower() == firstAsked);
  }

  private static long answerBytes(List<OpenRange> ranges) {
    long bytes = 0;
    for (OpenRange range : ranges) {
      bytes += range.answerBytes();
    }
    return bytes;
  }

  /** Removes and returns the asked ranges, or parts of them, up to a bound. */
  private List<OpenRange> met(Bound to, int upper) {
    List<OpenRange> met = new ArrayList<>();
    while (!asked.isEmpty() && asked.getFirst().from().isBefore(to)) {
      OpenRange next = asked.removeFirst();
      metPart = askedPart || to.isBefore(next.to());
      askedPart = to.isBefore(next.to());
      if (askedPart) {
        met.add(OpenRange.of(next.from(), next.lower(), to, upper));
        asked.addFirst(OpenRange.of(to, upper, next.to(), next.upper()));
        break;
      }
      met.add(next);
    }
    return met;
  }

  private void compare(RangeWalk walk, Consumer<EventId> have, Consumer<EventId> need) {
    int count = walk.idCount();
    Set<EventId> theirs = LinkedHashSet.newLinkedHashSet(count);
    for (int i = 0; i < count; i++) {
      theirs.add(walk.id());
    }
    for (int i = walk.range().lower(); i < walk.range().upper(); i++) {
      EventId id = items.id(i);
      if (!theirs.remove(id)) {
        have.accept(id);
      }
    }
    theirs.forEach(need);
  }
}
