package heliograph.store.lmdb;

import heliograph.event.EventHasher;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.KindClass;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.store.layout.AddressKey;
import heliograph.store.layout.IndexKey;
import heliograph.store.layout.VersionKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Txn;

/**
 * Checks a store and reports its faults.
 *
 * <pre>
 * Every event: its record is what its JSON parses to; its id is the hash of its content; each of its
 * index entries is there; if it has an address, it is the address's current version.
 * Every dbi: it has as many entries as the events need. Keys are unique and all that are needed were found, so equal numbers mean that no entry is superfluous.
 * Every kept version: it hashes to its id and lies under its address.
 * Every maintained counter: it equals the count of the events.
 * </pre>
 *
 * <p>Works on one snapshot, beside a running relay. The caller, which receives each event, checks
 * the signatures. Confined to its caller.
 */
public final class StoreVerifier {
  private final LmdbEnvironment env;
  private final Consumer<String> fault;
  private final EventHasher hasher = new EventHasher();
  private final AddressKey addresses = new AddressKey();
  private final ByteBuffer key = ByteBuffer.allocateDirect(256);
  private final Map<String, Long> expected = new TreeMap<>();
  private long faults;

  /**
   * Creates a verifier.
   *
   * @param fault receives the description of each fault
   */
  public StoreVerifier(LmdbStoreReader reader, Consumer<String> fault) {
    env = reader.environment();
    this.fault = fault;
  }

  /**
   * Checks the whole store.
   *
   * @param taker receives every readable event, to check its signature
   * @param progress receives the number of events checked so far
   * @return number of faults
   */
  public long run(Consumer<NostrEvent> taker, LongConsumer progress) {
    env.lockMap();
    try (Txn<ByteBuffer> txn = env.read();
        Cursor<ByteBuffer> cursor = env.events.openCursor(txn)) {
      long looked = 0;
      CounterAudit counters =
          env.hasCounters() ? new CounterAudit(txn, env.counters(), env.lastSeq(txn)) : null;
      PackedEvent stored = new PackedEvent();
      for (boolean found = cursor.first(); found; found = cursor.next()) {
        long localId = cursor.key().getLong(0);
        NostrEvent event = NostrEvent.copyOf(stored.wrap(cursor.val()));
        if (checkRecord(localId, event)) {
          checkEntries(txn, localId, event);
          if (counters != null) {
            counters.see(event.packed());
          }
          taker.accept(event);
        }
        progress.accept(++looked);
      }
      if (env.hasErasing()) {
        expectErasing(txn);
      }
      checkNumbers(txn);
      if (env.hasVersions()) {
        checkVersions(txn);
      }
      if (counters != null) {
        counters.finish(this::fault);
      }
    } finally {
      env.unlockMap();
    }
    return faults;
  }

  private void fault(String sentence) {
    faults++;
    fault.accept(sentence);
  }

  private boolean checkRecord(long localId, NostrEvent event) {
    return switch (EventParser.parse(event.json())) {
      case EventParse.Malformed(var id, var reason) -> {
        fault("event " + localId + " is not readable: " + reason);
        yield false;
      }
      case EventParse.WellFormed(var parsed) -> {
        if (!parsed.record().equals(event.record())) {
          fault("event " + localId + " is not what its JSON says: " + event.id());
        }
        if (!hasher.isId(parsed)) {
          fault("event " + localId + " does not hash to its id " + event.id());
        }
        yield true;
      }
    };
  }

  private void checkEntries(Txn<ByteBuffer> txn, long localId, NostrEvent event) {
    PackedEvent packed = event.packed();
    key.clear();
    key.putLong(packed.idWord(0)).putLong(localId).flip();
    require(txn, "id", env.ids, localId);
    for (IndexKey index : IndexKey.values()) {
      if (index != IndexKey.TAG) {
        index.write(key, packed, localId);
        require(txn, index.dbi(), env.index(index), localId);
      }
    }
    Set<List<Long>> tags = new HashSet<>();
    for (int tag = 0; tag < packed.indexedTagCount(); tag++) {
      if (tags.add(List.of((long) packed.tagLetter(tag), packed.tagHash(tag)))) {
        IndexKey.writeTag(key, packed, tag, localId);
        require(txn, "tag", env.index(IndexKey.TAG), localId);
      }
    }
    if (packed.expiration() != Long.MAX_VALUE) {
      key.clear();
      key.putLong(packed.expiration()).putLong(localId).flip();
      require(txn, "expiry", env.expiry, localId);
    }
    KindClass kindClass = event.kindClass();
    if (kindClass == KindClass.REPLACEABLE || kindClass == KindClass.ADDRESSABLE) {
      addresses.writeReplaceable(key, event.pubkey(), event.kind(), AddressKey.d(packed));
      ByteBuffer current = require(txn, "replaceable", env.replaceable, localId);
      if (current != null && current.getLong(0) != localId) {
        fault("event " + localId + " is stored beside another version of its address");
      }
    } else if (kindClass == KindClass.EPHEMERAL) {
      fault("event " + localId + " is ephemeral and stored");
    }
  }

  private @Nullable ByteBuffer require(
      Txn<ByteBuffer> txn, String name, Dbi<ByteBuffer> dbi, long localId) {
    expected.merge(name, 1L, Long::sum);
    ByteBuffer value = dbi.get(txn, key);
    if (value == null) {
      fault("event " + localId + " has no entry in " + name);
    }
    return value;
  }

  /** Counts the tag entries of removed events that remain to be removed. */
  private void expectErasing(Txn<ByteBuffer> txn) {
    PackedEvent head = new PackedEvent();
    try (Cursor<ByteBuffer> cursor = env.erasing().openCursor(txn)) {
      for (boolean found = cursor.first(); found; found = cursor.next()) {
        long localId = cursor.key().getLong(0);
        head.wrap(cursor.val());
        Set<List<Long>> tags = new HashSet<>();
        for (int tag = 0; tag < head.indexedTagCount(); tag++) {
          if (tags.add(List.of((long) head.tagLetter(tag), head.tagHash(tag)))) {
            IndexKey.writeTag(key, head, tag, localId);
            boolean left = env.index(IndexKey.TAG).get(txn, key) != null;
            expected.merge("tag", left ? 1L : 0L, Long::sum);
          }
        }
      }
    }
  }

  private void checkVersions(Txn<ByteBuffer> txn) {
    PackedEvent version = new PackedEvent();
    try (Cursor<ByteBuffer> cursor = env.versions().openCursor(txn)) {
      for (boolean found = cursor.first(); found; found = cursor.next()) {
        NostrEvent event = NostrEvent.copyOf(version.wrap(Versions.record(cursor.val())));
        PackedEvent packed = event.packed();
        addresses.writeReplaceable(key, event.pubkey(), event.kind(), AddressKey.d(packed));
        VersionKey.extend(key, packed);
        boolean hashes =
            EventParser.parse(event.json()) instanceof EventParse.WellFormed(var parsed)
                && hasher.isId(parsed);
        if (!hashes || !key.equals(cursor.key())) {
          fault("the kept version " + event.id() + " is not what it was");
        }
      }
    }
  }

  private void checkNumbers(Txn<ByteBuffer> txn) {
    Map<String, Dbi<ByteBuffer>> dbis = new TreeMap<>();
    dbis.put("id", env.ids);
    dbis.put("expiry", env.expiry);
    dbis.put("replaceable", env.replaceable);
    for (IndexKey index : IndexKey.values()) {
      dbis.put(index.dbi(), env.index(index));
    }
    List<String> wrong = new ArrayList<>();
    dbis.forEach((name, dbi) -> {
      long wanted = expected.getOrDefault(name, 0L);
      long found = dbi.stat(txn).entries;
      if (found != wanted) {
        wrong.add(name + " has " + found + " entries, the events call for " + wanted);
      }
    });
    wrong.forEach(this::fault);
  }
}
