package heliograph.store.lmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.event.TagHash;
import heliograph.store.CounterWalk;
import heliograph.store.layout.CounterKey;
import heliograph.store.layout.CounterValue;
import heliograph.store.layout.IndexKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;

/**
 * A counter that is being built: the count of a walk over the index, corrected by the changes made
 * meanwhile.
 *
 * <pre>
 * writer   ──admits──┬─ notes every change (place in the index, seq) ──────────┬─ settles
 *                    ▼                                                         ▲
 * walk               slice 1, sees seq ≤ s1 │ slice 2, sees seq ≤ s2 │ … │ end ┘
 * index    newest ◄──────── places 1 ──────►│◄────── places 2 ──────►│ … oldest
 * </pre>
 *
 * <p>Each place in the index is looked at once, in one snapshot. Noting begins before the first
 * snapshot, so a change at a place of slice <i>i</i> is in the count if its seq is at most
 * s<i>i</i>, and among the notes otherwise: adding those notes, and only those, is exact. Nothing
 * is stored before the end, so a crash leaves nothing behind. The number of notes is bounded:
 * beyond it the gathering is dropped, and a later COUNT begins another.
 *
 * <p>The notes belong to the writer, everything else to the walk until it is done.
 */
final class CounterGathering implements CounterWalk {
  private static final int NOTES_MAX = 25_000;

  /** A noted change: the index entry of the event and the fields that are counted. */
  private record Note(
      long seq, boolean added, long time, long id, long local, PublicKey author, boolean expires) {}

  /** A slice: the last place in the index that it read, and the last change it saw. */
  private record Slice(long time, long id, long local, long seq) {}

  private final CounterKey key;
  private final ReaderPool readers;
  private final Consumer<CounterWalk> ready;
  private final byte[] wanted;
  private final byte[] prefix;
  private final CounterValue value;
  private final List<Slice> slices = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private long nextTime;
  private long nextId;
  private long nextLocal;
  private volatile boolean walked;
  private volatile boolean over;

  CounterGathering(CounterKey key, ReaderPool readers, Consumer<CounterWalk> ready) {
    this.key = key;
    this.readers = readers;
    this.ready = ready;
    wanted = key.value().getBytes(US_ASCII);
    prefix = IndexKey.tagPrefix(key.shape().letter(), TagHash.of(wanted, 0, wanted.length));
    value = new CounterValue(key);
  }

  CounterKey key() {
    return key;
  }

  /** Starts the walk; from now on the writer notes all changes. */
  void begin() {
    ready.accept(this);
  }

  /** Returns true once the walk has ended. */
  boolean isWalked() {
    return walked && !over;
  }

  /** Returns true if the gathering was given up. */
  boolean isOver() {
    return over;
  }

  @Override
  public void abandon() {
    over = true;
  }

  /** Records a change; called on the writer's thread. */
  void note(PackedEvent event, long local, long seq, boolean added) {
    if (over) {
      return;
    }
    if (notes.size() == NOTES_MAX) {
      over = true;
      notes.clear();
      return;
    }
    long time = IndexKey.inverted(event.createdAt());
    boolean expires = event.expiration() != Long.MAX_VALUE;
    notes.add(new Note(seq, added, time, event.idWord(0), local, event.pubkey(), expires));
  }

  /** Removes the notes of changes after {@code seq}, which were undone. */
  void forgetAfter(long seq) {
    while (!notes.isEmpty() && notes.getLast().seq > seq) {
      notes.removeLast();
    }
  }

  /** Returns the final count; called once, on the writer's thread. */
  CounterValue settle() {
    for (Note note : notes) {
      if (note.seq > seen(note)) {
        if (note.added) {
          value.add(note.author, note.expires);
        } else {
          value.remove(note.expires);
        }
      }
    }
    return value;
  }

  /** Returns the last change seen by the slice that contains the note's place. */
  private long seen(Note note) {
    int low = 0;
    int high = slices.size() - 1;
    while (low < high) {
      int middle = low + high >>> 1;
      if (isAfter(note, slices.get(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return slices.get(low).seq;
  }

  private static boolean isAfter(Note note, Slice slice) {
    return IndexKey.compare(note.time, note.id, note.local, slice.time, slice.id, slice.local) > 0;
  }

  @Override
  public boolean resume(long nanos) {
    if (walked || over) {
      return true;
    }
    long end = System.nanoTime() + nanos;
    ReadContext context = readers.borrow();
    try {
      long seq = context.lastApplied();
      if (walk(context, end)) {
        slices.add(new Slice(-1, -1, Long.MAX_VALUE, seq));
        walked = true;
        return true;
      }
      slices.add(new Slice(nextTime, nextId, nextLocal - 1, seq));
      return false;
    } finally {
      readers.giveBack(context);
    }
  }

  /** Counts within one snapshot; returns true at the end of the index entries. */
  private boolean walk(ReadContext context, long end) {
    Cursor<ByteBuffer> cursor = context.cursor(IndexKey.TAG);
    ByteBuffer from = context.key();
    from.put(prefix).putLong(nextTime).putLong(nextId).putLong(nextLocal).flip();
    boolean found = cursor.get(from, GetOp.MDB_SET_RANGE);
    for (int step = 1; found && IndexKey.startsWith(cursor.key(), prefix); step++) {
      ByteBuffer entry = cursor.key();
      nextTime = entry.getLong(prefix.length);
      nextId = entry.getLong(prefix.length + 8);
      nextLocal = entry.getLong(prefix.length + 16) + 1;
      int kind = entry.getShort(prefix.length + IndexKey.TAIL) & 0xffff;
      if (key.shape().kinds().contains(kind) && context.readApplied(nextLocal - 1)) {
        PackedEvent event = context.event();
        if (event.hasTag((char) key.shape().letter(), wanted)) {
          value.add(event.pubkey(), event.expiration() != Long.MAX_VALUE);
        }
      }
      if (step % 16 == 0 && System.nanoTime() - end > 0) {
        return false;
      }
      found = cursor.next();
    }
    return true;
  }
}
