package heliograph.store.lmdb;

import heliograph.event.PackedEvent;
import heliograph.store.layout.CounterKey;
import heliograph.store.layout.CounterValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Txn;

/**
 * The maintained counters of NIP-45's common filters, as the writer keeps them (ADR 0008).
 *
 * <pre>
 * asked for ──admit──► gathering ──the walk is done, flush──► maintained ──stale, flush──► gone
 * </pre>
 *
 * <p>Changes of a transaction are collected in memory and written at its end; the table of counters
 * is changed after the commit, so an abort has nothing to restore. A record with the key 0 holds
 * the change up to which the counters are correct. A program that does not know counters does not
 * update it, and the counters are then dropped at the next start.
 *
 * <p>Bounded by {@link #COUNTERS_MAX}; beyond, no counter is created. Confined to {@link Commits},
 * but for {@link #ask} and {@link #size}.
 */
final class Counters {
  static final int COUNTERS_MAX = 100_000;
  static final int GATHERING_MAX = 4;

  private final Dbi<ByteBuffer> dbi;
  private final CounterTable table = new CounterTable();
  private final ArrayBlockingQueue<CounterGathering> asked =
      new ArrayBlockingQueue<>(GATHERING_MAX);
  private final List<CounterTable.Entry> gathering = new ArrayList<>();
  private final List<CounterTable.Entry> touched = new ArrayList<>();
  private final List<CounterTable.Entry> settled = new ArrayList<>();
  private final List<CounterTable.Entry> stale = new ArrayList<>();
  private final ByteBuffer key = ByteBuffer.allocateDirect(CounterKey.LENGTH);
  private final ByteBuffer value = ByteBuffer.allocateDirect(CounterValue.LENGTH);
  private long change;
  private long markedSeq;
  private volatile int size;

  /** Loads the counters of a store whose last change is {@code seq}. */
  Counters(LmdbEnvironment env, long seq) {
    dbi = env.counters();
    markedSeq = seq;
    try (Txn<ByteBuffer> txn = env.write()) {
      if (!load(txn, dbi, seq, table)) {
        dbi.drop(txn);
        txn.commit();
      }
    }
    size = table.size();
  }

  /**
   * Fills {@code table} with the stored counters; returns false if they do not match the store's
   * last change.
   */
  static boolean load(Txn<ByteBuffer> txn, Dbi<ByteBuffer> dbi, long seq, CounterTable table) {
    try (Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
      boolean found = cursor.first();
      if (found && (cursor.key().get(0) != 0 || cursor.val().getLong(0) != seq)) {
        return false;
      }
      while (found && cursor.next()) {
        table.add(CounterKey.read(cursor.key()));
      }
      return true;
    }
  }

  /** Returns the number of maintained counters. May be called from any thread. */
  int size() {
    return size;
  }

  /** Requests a counter; ignored if there are too many requests. May be called from any thread. */
  void ask(CounterGathering wanted) {
    if (!asked.offer(wanted)) {
      wanted.abandon();
    }
  }

  /**
   * Begins the gatherings that were requested and drops those that were given up; called between
   * two transactions.
   */
  void admit() {
    if (!gathering.isEmpty()) {
      gathering.removeIf(this::isOver);
    }
    for (CounterGathering next = asked.poll(); next != null; next = asked.poll()) {
      if (gathering.size() < GATHERING_MAX
          && table.size() < COUNTERS_MAX
          && table.find(next.key()) == null) {
        CounterTable.Entry entry = table.add(next.key());
        entry.gathering = next;
        gathering.add(entry);
        next.begin();
      }
    }
  }

  private boolean isOver(CounterTable.Entry entry) {
    boolean over = entry.gathering != null && entry.gathering.isOver();
    if (over) {
      table.remove(entry);
    }
    return over;
  }

  /** Returns true if a walk is done, so that a transaction is needed to store its counter. */
  boolean hasWalked() {
    for (int i = 0; i < gathering.size(); i++) {
      if (isWalked(gathering.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWalked(CounterTable.Entry entry) {
    return entry.gathering != null && entry.gathering.isWalked();
  }

  /** Called when a transaction begins. */
  void begin() {
    change++;
  }

  /** Counts an event that was written in this transaction. */
  void added(Txn<ByteBuffer> txn, PackedEvent event, long localId) {
    change++;
    if (table.size() == 0) {
      return;
    }
    table.look(event);
    boolean expires = event.expiration() != Long.MAX_VALUE;
    for (CounterTable.Entry entry = table.next(); entry != null; entry = table.next()) {
      if (entry.gathering != null) {
        entry.gathering.note(event, localId, localId, true);
        continue;
      }
      CounterValue current = current(txn, entry);
      current.add(event.pubkey(), expires);
      if (entry.lastRemoval == change - 1) {
        current.undoRemoval(); // the event before it was removed to make way for this one
      }
    }
  }

  /** Counts an event that was removed in this transaction. */
  void removed(Txn<ByteBuffer> txn, PackedEvent event, long localId, long seq) {
    change++;
    if (table.size() == 0) {
      return;
    }
    table.look(event);
    boolean expires = event.expiration() != Long.MAX_VALUE;
    for (CounterTable.Entry entry = table.next(); entry != null; entry = table.next()) {
      if (entry.gathering != null) {
        entry.gathering.note(event, localId, seq, false);
        continue;
      }
      current(txn, entry).remove(expires);
      entry.lastRemoval = change;
    }
  }

  private CounterValue current(Txn<ByteBuffer> txn, CounterTable.Entry entry) {
    CounterValue current = entry.current;
    if (current == null) {
      ByteBuffer stored = dbi.get(txn, entry.key.write(key));
      if (stored == null) {
        throw new IllegalStateException("a maintained counter is not stored: " + entry.key);
      }
      current = CounterValue.read(entry.key, stored);
      entry.current = current;
      touched.add(entry);
    }
    return current;
  }

  /** Writes the counters that this transaction changed; called at its end. */
  void flush(Txn<ByteBuffer> txn, long seq) {
    for (CounterTable.Entry entry : touched) {
      CounterValue current = current(txn, entry);
      if (current.isTooStale()) {
        dbi.delete(txn, entry.key.write(key));
        stale.add(entry);
      } else {
        dbi.put(txn, entry.key.write(key), current.write(value));
      }
    }
    for (CounterTable.Entry entry : gathering) {
      CounterGathering made = entry.gathering;
      if (made != null && made.isWalked()) {
        settled.add(entry);
        dbi.put(txn, entry.key.write(key), made.settle().write(value));
      }
    }
    boolean any = table.size() > gathering.size() || !settled.isEmpty();
    if (any && (seq != markedSeq || !settled.isEmpty())) {
      markedSeq = seq;
      key.clear();
      value.clear();
      dbi.put(txn, key.put((byte) 0).flip(), value.putLong(seq).flip());
    }
  }

  /** Called when the transaction was committed. */
  void committed() {
    for (CounterTable.Entry entry : touched) {
      entry.current = null;
    }
    for (CounterTable.Entry entry : settled) {
      entry.gathering = null;
    }
    for (CounterTable.Entry entry : stale) {
      table.remove(entry);
    }
    gathering.removeAll(settled);
    clear();
    size = table.size() - gathering.size();
  }

  /**
   * Called when the transaction was undone, back to {@code seq}; counters that were being settled
   * are dropped.
   */
  void aborted(long seq) {
    for (CounterTable.Entry entry : touched) {
      entry.current = null;
    }
    for (CounterTable.Entry entry : gathering) {
      if (entry.gathering != null) {
        entry.gathering.forgetAfter(seq);
      }
    }
    for (CounterTable.Entry entry : settled) {
      if (entry.gathering != null) {
        entry.gathering.abandon();
      }
    }
    markedSeq = -1;
    clear();
  }

  private void clear() {
    touched.clear();
    settled.clear();
    stale.clear();
  }
}
