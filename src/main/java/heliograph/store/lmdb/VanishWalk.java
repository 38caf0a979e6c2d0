package heliograph.store.lmdb;

import heliograph.event.Kinds;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.event.TagHash;
import heliograph.store.FeedEntry.Cause;
import heliograph.store.layout.IndexKey;
import heliograph.store.layout.VersionKey;
import heliograph.store.rules.GiftWraps;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.GetOp;

/**
 * Removes what a vanished key has, in parts: its kept versions, its events, the gift wraps for it.
 * Remembers its position between parts; a walk that starts again after a crash finds what is left.
 * No further events are stored meanwhile, because the tombstone of the key bars them. Confined to
 * {@link Commits}.
 */
final class VanishWalk {
  private static final int FOUND_AT_ONCE = 64;
  private static final int LOOKED_AT_ONCE = 2_048;

  /** The number of entries read that count as one written. */
  private static final int LOOKS_PER_UNIT = 4;

  private enum Phase {
    VERSIONS,
    EVENTS,
    WRAPS,
    DONE
  }

  private final WriteTxn txn;
  private final StoredEvents events;
  private final LmdbEnvironment env;
  private final PublicKey gone;
  private final byte[] hex;
  private long from;
  private long until;

  /** The end of the walk; later than {@link #until} if a later request came meanwhile. */
  private long end;

  private final ByteBuffer key = ByteBuffer.allocateDirect(256);
  private final PackedEvent stored = new PackedEvent();
  private Phase phase = Phase.VERSIONS;

  /** The key to continue with; empty at the beginning of a phase. */
  private byte[] place = new byte[0];

  /** Creates a walk over the events from {@code from} to {@code until}, both ends included. */
  VanishWalk(
      WriteTxn txn,
      StoredEvents events,
      LmdbEnvironment env,
      PublicKey gone,
      long from,
      long until) {
    this.txn = txn;
    this.events = events;
    this.env = env;
    this.gone = gone;
    this.from = from;
    this.until = until;
    end = until;
    hex = GiftWraps.tagValue(gone);
  }

  /** Returns the time up to which events are removed. */
  long until() {
    return end;
  }

  /** Extends the walk to {@code later}, without reading any event twice. */
  void extend(long later) {
    end = Math.max(end, later);
  }

  /** Continues until about {@code work} entries are removed; returns true if nothing is left. */
  boolean advance(int work) {
    int enough = txn.work() + work;
    while (phase != Phase.DONE && txn.work() < enough) {
      switch (phase) {
        case VERSIONS -> removeVersions();
        case EVENTS -> removeEvents(IndexKey.AUTHOR, IndexKey.authorPrefix(gone.a()));
        case WRAPS ->
            removeEvents(IndexKey.TAG, IndexKey.tagPrefix('p', TagHash.of(hex, 0, hex.length)));
        case DONE -> {}
      }
    }
    return phase == Phase.DONE;
  }

  private void endPhase() {
    phase =
        switch (phase) {
          case VERSIONS -> Phase.EVENTS;
          case EVENTS -> Phase.WRAPS;
          case WRAPS, DONE -> Phase.DONE;
        };
    place = new byte[0];
    if (phase == Phase.DONE && until < end) {
      from = until + 1;
      until = end;
      phase = Phase.VERSIONS;
    }
  }

  private static byte[] copy(ByteBuffer entry) {
    byte[] bytes = new byte[entry.remaining()];
    entry.duplicate().get(bytes);
    return bytes;
  }

  private void removeVersions() {
    Dbi<ByteBuffer> versions = env.versions();
    List<byte[]> doomed = new ArrayList<>();
    key.clear();
    if (place.length == 0) {
      gone.write(key);
    } else {
      key.put(place);
    }
    key.flip();
    boolean found;
    int looked = 0;
    try (Cursor<ByteBuffer> cursor = versions.openCursor(txn.lmdb())) {
      found = cursor.get(key, GetOp.MDB_SET_RANGE) && VersionKey.isOf(gone, cursor.key());
      while (found && doomed.size() < FOUND_AT_ONCE && looked++ < LOOKED_AT_ONCE) {
        if (VersionKey.createdAt(cursor.key()) <= until) {
          doomed.add(copy(cursor.key()));
        }
        found = cursor.next() && VersionKey.isOf(gone, cursor.key());
        place = found ? copy(cursor.key()) : place;
      }
    }
    for (byte[] version : doomed) {
      key.clear();
      versions.delete(txn.lmdb(), key.put(version).flip());
    }
    txn.spend(doomed.size() + looked / LOOKS_PER_UNIT);
    if (!found) {
      endPhase();
    }
  }

  private void removeEvents(IndexKey index, byte[] prefix) {
    List<Long> doomed = new ArrayList<>();
    long last = IndexKey.inverted(from);
    key.clear();
    if (place.length == 0) {
      key.put(prefix).putLong(IndexKey.inverted(until));
    } else {
      key.put(place);
    }
    key.flip();
    boolean found;
    int looked = 0;
    try (Cursor<ByteBuffer> cursor = env.index(index).openCursor(txn.lmdb())) {
      found = cursor.get(key, GetOp.MDB_SET_RANGE) && isWithin(cursor.key(), prefix, last);
      while (found && doomed.size() < FOUND_AT_ONCE && looked++ < LOOKED_AT_ONCE) {
        long localId = cursor.key().getLong(prefix.length + 16);
        boolean wrap =
            index != IndexKey.TAG
                || cursor.key().getShort(prefix.length + IndexKey.TAIL) == Kinds.GIFT_WRAP;
        if (wrap && txn.read(localId, stored) && isDoomed(index, stored)) {
          doomed.add(localId);
        }
        found = cursor.next() && isWithin(cursor.key(), prefix, last);
        place = found ? copy(cursor.key()) : place;
      }
    }
    txn.spend(looked / LOOKS_PER_UNIT);
    for (long localId : doomed) {
      events.remove(localId, Cause.VANISHED);
    }
    if (!found) {
      endPhase();
    }
  }

  private boolean isDoomed(IndexKey index, PackedEvent event) {
    return index == IndexKey.TAG
        ? event.kind() == Kinds.GIFT_WRAP && event.hasTag('p', hex)
        : event.kind() != Kinds.REQUEST_TO_VANISH && event.pubkey().equals(gone);
  }

  private static boolean isWithin(ByteBuffer entry, byte[] prefix, long last) {
    return IndexKey.startsWith(entry, prefix)
        && Long.compareUnsigned(entry.getLong(prefix.length), last) <= 0;
  }
}
