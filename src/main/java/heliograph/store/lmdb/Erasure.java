package heliograph.store.lmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.event.EventId;
import heliograph.event.Hex;
import heliograph.event.KindClass;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.event.TagHash;
import heliograph.store.FeedEntry.Cause;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;

/**
 * What authors have taken back, within the writer's transaction.
 *
 * <pre>
 * kind 5    e   the author's own event, or a gift wrap that is for the author     (NIP-09, NIP-59)
 *           a   all versions up to the deletion's created_at
 * kind 62       everything of the author up to created_at, kinds 5 included, and the gift wraps
 *               that are for the author                                           (NIP-62)
 * </pre>
 *
 * <p>A tombstone bars each of them from coming back, by whatever way. Neither kind 5 nor kind 62 is
 * ever a target of kind 5. The few vanished keys are kept in memory, so that asking costs a hash
 * look-up. A key with very many events is emptied in several transactions; the tombstone, which is
 * in the first, says whether that is done, so it goes on after a crash. Confined to the writer's
 * thread.
 */
final class Erasure {
  private static final int FIRST_PART = 5_000;
  private static final byte[] NOTHING = new byte[0];

  /** A vanished key: its events up to {@code until} are gone, or going. */
  private record Vanished(long until, boolean done) {}

  private final EventWriter writer;
  private final LmdbEnvironment env;
  private final Versions versions;
  private final AddressKey addresses = new AddressKey();
  private final ByteBuffer key = ByteBuffer.allocateDirect(256);
  private final ByteBuffer value = ByteBuffer.allocateDirect(9);
  private final Map<PublicKey, Vanished> vanished = new HashMap<>();
  private boolean unfinished;

  Erasure(EventWriter writer, LmdbEnvironment env, Versions versions) {
    this.writer = writer;
    this.env = env;
    this.versions = versions;
    load(writer.txn());
  }

  /** Forgets what an aborted transaction did. */
  void reload() {
    try (var txn = env.read()) {
      load(txn);
    }
  }

  private void load(org.lmdbjava.Txn<ByteBuffer> txn) {
    vanished.clear();
    unfinished = false;
    try (Cursor<ByteBuffer> cursor = env.tombstones.openCursor(txn)) {
      key.clear();
      key.put(AddressKey.VANISHED).flip();
      boolean found = cursor.get(key, GetOp.MDB_SET_RANGE);
      while (found && cursor.key().get(0) == AddressKey.VANISHED) {
        boolean done = cursor.val().get(8) != 0;
        vanished.put(PublicKey.read(cursor.key(), 1), new Vanished(cursor.val().getLong(0), done));
        unfinished |= !done;
        found = cursor.next();
      }
    }
  }

  /** True if {@code event} was taken back, before or after it was first seen. */
  boolean bars(NostrEvent event) {
    if (event.kind() == Kinds.REQUEST_TO_VANISH) {
      return false;
    }
    if (!vanished.isEmpty() && isVanished(event)) {
      return true;
    }
    if (event.kind() == Kinds.DELETION) {
      return false;
    }
    if (isDeleted(event.id(), event.pubkey())) {
      return true;
    }
    if (event.kind() == Kinds.GIFT_WRAP) {
      return recipients(event.packed()).stream().anyMatch(p -> isDeleted(event.id(), p));
    }
    if (event.kindClass() == KindClass.REGULAR) {
      return false;
    }
    addresses.writeAddressTombstone(
        key, event.pubkey(), event.kind(), AddressKey.d(event.packed()));
    ByteBuffer until = env.tombstones.get(writer.txn(), key);
    return until != null && event.createdAt() <= until.getLong(0);
  }

  private boolean isDeleted(EventId id, PublicKey by) {
    AddressKey.writeEventTombstone(key, id, by);
    return env.tombstones.get(writer.txn(), key) != null;
  }

  private boolean isVanished(NostrEvent event) {
    Vanished author = vanished.get(event.pubkey());
    if (author != null && event.createdAt() <= author.until) {
      return true;
    }
    return event.kind() == Kinds.GIFT_WRAP
        && recipients(event.packed()).stream()
            .map(vanished::get)
            .anyMatch(gone -> gone != null && event.createdAt() <= gone.until);
  }

  /** The keys that a gift wrap is for. */
  private static List<PublicKey> recipients(PackedEvent event) {
    List<PublicKey> keys = new ArrayList<>(1);
    for (int tag = 0; tag < event.indexedTagCount(); tag++) {
      if (event.tagLetter(tag) == 'p') {
        byte[] value = event.tagValue(tag);
        if (value.length == 64 && Hex.isLowerHex(value, 0, 64)) {
          keys.add(PublicKey.fromHex(value, 0));
        }
      }
    }
    return keys;
  }

  /** Removes what a kind 5 names, as far as it is its author's, and bars it for good. */
  void delete(NostrEvent deletion) {
    Set<EventId> gone = new HashSet<>();
    for (List<String> tag : deletion.tags()) {
      if (tag.size() < 2) {
        continue;
      }
      if (tag.get(0).equals("e")) {
        deleteEvent(tag.get(1), deletion, gone);
      } else if (tag.get(0).equals("a")) {
        deleteAddress(tag.get(1), deletion);
      }
    }
    versions.forgetEvents(writer.txn(), deletion.pubkey(), gone);
  }

  private void deleteEvent(String hex, NostrEvent deletion, Set<EventId> gone) {
    EventId target;
    try {
      target = EventId.parse(hex);
    } catch (IllegalArgumentException e) {
      return; // no id, so it names nothing
    }
    long localId = writer.findId(target);
    if (localId >= 0) {
      PackedEvent stored = writer.stored();
      int kind = stored.kind();
      boolean own = stored.pubkey().equals(deletion.pubkey());
      boolean received = kind == Kinds.GIFT_WRAP && recipients(stored).contains(deletion.pubkey());
      if (!own && !received || kind == Kinds.DELETION || kind == Kinds.REQUEST_TO_VANISH) {
        return;
      }
      writer.remove(localId, Cause.DELETED);
    } else {
      gone.add(target); // it may be a version that was replaced
    }
    AddressKey.writeEventTombstone(key, target, deletion.pubkey());
    value.clear();
    env.tombstones.put(writer.txn(), key, value.flip());
  }

  private void deleteAddress(String address, NostrEvent deletion) {
    int first = address.indexOf(':');
    int second = address.indexOf(':', first + 1);
    if (first < 1 || second < 0) {
      return;
    }
    int kind;
    PublicKey owner;
    try {
      kind = Integer.parseInt(address.substring(0, first));
      owner = PublicKey.parse(address.substring(first + 1, second));
    } catch (IllegalArgumentException e) {
      return; // no address, so it names nothing
    }
    KindClass kindClass = KindClass.of(kind);
    boolean addressable = kindClass == KindClass.ADDRESSABLE;
    if (!owner.equals(deletion.pubkey()) || !addressable && kindClass != KindClass.REPLACEABLE) {
      return;
    }
    byte[] d = addressable ? CanonicalText.of(address.substring(second + 1)) : NOTHING;
    addresses.writeReplaceable(key, owner, kind, d);
    ByteBuffer current = env.replaceable.get(writer.txn(), key);
    if (current != null) {
      long localId = current.getLong(0);
      if (writer.readStored(localId) && writer.stored().createdAt() <= deletion.createdAt()) {
        writer.remove(localId, Cause.DELETED);
      }
    }
    versions.forgetAddress(writer.txn(), owner, kind, d, deletion.createdAt());
    addresses.writeAddressTombstone(key, owner, kind, d);
    ByteBuffer until = env.tombstones.get(writer.txn(), key);
    if (until == null || until.getLong(0) < deletion.createdAt()) {
      value.clear();
      value.putLong(deletion.createdAt()).flip();
      env.tombstones.put(writer.txn(), key, value);
    }
  }

  /** Obeys a request to vanish, which policy has found to be for this relay. */
  void vanish(NostrEvent request) {
    Vanished before = vanished.get(request.pubkey());
    long until = before == null ? request.createdAt() : Math.max(before.until, request.createdAt());
    long from = Long.MIN_VALUE;
    if (before != null && before.done) {
      if (before.until == until) {
        return;
      }
      from = before.until + 1; // what is older is gone and barred: not to be looked for again
    }
    versions.forgetAuthor(writer.txn(), request.pubkey(), until);
    boolean done = remove(request.pubkey(), from, until, FIRST_PART) < FIRST_PART;
    note(request.pubkey(), until, done);
  }

  private void note(PublicKey gone, long until, boolean done) {
    AddressKey.writeVanished(key, gone);
    value.clear();
    value.putLong(until).put((byte) (done ? 1 : 0)).flip();
    env.tombstones.put(writer.txn(), key, value);
    vanished.put(gone, new Vanished(until, done));
    unfinished |= !done;
  }

  boolean isUnfinished() {
    return unfinished;
  }

  /** Goes on with keys that are not empty yet; returns how many events were removed. */
  int goOn(int max) {
    for (Map.Entry<PublicKey, Vanished> entry : vanished.entrySet()) {
      if (!entry.getValue().done) {
        int removed = remove(entry.getKey(), Long.MIN_VALUE, entry.getValue().until, max);
        if (removed < max) {
          note(entry.getKey(), entry.getValue().until, true);
          unfinished = vanished.values().stream().anyMatch(key -> !key.done);
        }
        return removed;
      }
    }
    unfinished = false;
    return 0;
  }

  private int remove(PublicKey gone, long from, long until, int max) {
    List<Long> doomed = new ArrayList<>();
    byte[] hex = gone.hex().getBytes(US_ASCII);
    collect(
        IndexKey.AUTHOR,
        IndexKey.authorPrefix(gone.a()),
        from,
        until,
        max,
        doomed,
        event -> event.pubkey().equals(gone) && event.kind() != Kinds.REQUEST_TO_VANISH);
    collect(
        IndexKey.TAG,
        IndexKey.tagPrefix('p', TagHash.of(hex, 0, hex.length)),
        from,
        until,
        max,
        doomed,
        event -> event.kind() == Kinds.GIFT_WRAP && event.hasTag('p', hex));
    doomed.forEach(localId -> writer.remove(localId, Cause.VANISHED));
    return doomed.size();
  }

  private interface Wanted {
    boolean test(PackedEvent event);
  }

  private void collect(
      IndexKey index,
      byte[] prefix,
      long from,
      long until,
      int max,
      List<Long> into,
      Wanted wanted) {
    long last = IndexKey.inverted(from);
    try (Cursor<ByteBuffer> cursor = env.index(index).openCursor(writer.txn())) {
      key.clear();
      key.put(prefix).putLong(IndexKey.inverted(until)).flip();
      boolean found = cursor.get(key, GetOp.MDB_SET_RANGE);
      while (found
          && into.size() < max
          && hasPrefix(cursor.key(), prefix)
          && Long.compareUnsigned(cursor.key().getLong(prefix.length), last) <= 0) {
        long localId = cursor.key().getLong(prefix.length + 16);
        boolean wrap =
            index != IndexKey.TAG
                || cursor.key().getShort(prefix.length + IndexKey.TAIL) == Kinds.GIFT_WRAP;
        if (wrap && writer.readStored(localId) && wanted.test(writer.stored())) {
          into.add(localId);
        }
        found = cursor.next();
      }
    }
  }

  private static boolean hasPrefix(ByteBuffer entry, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (entry.get(i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
