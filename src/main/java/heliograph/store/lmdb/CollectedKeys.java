package heliograph.store.lmdb;

import heliograph.store.layout.IndexKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Txn;

/** Index entries of new events, to be put in the order of their keys. Confined to its owner. */
final class CollectedKeys {
  private final long last;
  private final Map<Dbi<ByteBuffer>, List<byte[]>> keys = new HashMap<>();
  private final Set<Long> removed = new HashSet<>();
  private final ByteBuffer direct = ByteBuffer.allocateDirect(IndexKey.MAX);
  private final ByteBuffer empty = ByteBuffer.allocateDirect(0);

  /** Collects the entries of events whose local id is greater than {@code last}. */
  CollectedKeys(long last) {
    this.last = last;
  }

  void add(Dbi<ByteBuffer> dbi, ByteBuffer key) {
    byte[] bytes = new byte[key.remaining()];
    key.get(key.position(), bytes);
    keys.computeIfAbsent(dbi, any -> new ArrayList<>()).add(bytes);
  }

  /** Drops the entries of an event; returns false if it is not one of those collected. */
  boolean remove(long localId) {
    return localId > last && removed.add(localId);
  }

  /** Puts the entries of a database. */
  void put(Txn<ByteBuffer> txn, Dbi<ByteBuffer> dbi) {
    byte[][] sorted = keys.getOrDefault(dbi, List.of()).toArray(byte[][]::new);
    Arrays.sort(sorted, Arrays::compareUnsigned);
    try (Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
      for (byte[] key : sorted) {
        if (removed.isEmpty() || !removed.contains(IndexKey.localId(key))) {
          direct.clear();
          direct.put(key).flip();
          empty.clear();
          cursor.put(direct, empty);
        }
      }
    }
  }
}
