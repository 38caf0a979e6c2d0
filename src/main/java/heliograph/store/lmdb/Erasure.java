package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.KindClass;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.FeedEntry.Cause;
import heliograph.store.layout.AddressKey;
import heliograph.store.layout.CanonicalText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * Deletes what authors have asked to delete, within the writer's transaction.
 *
 * <pre>
 * kind 5    e   the author's own event, or a gift wrap that is for the author     (NIP-09, NIP-59)
 *           a   all versions up to the deletion's created_at
 * kind 62       everything of the author up to created_at, kinds 5 included, and the gift wraps
 *               that are for the author                                           (NIP-62)
 * </pre>
 *
 * <p>A tombstone keeps each of them from being stored again, from any source. Neither kind 5 nor
 * kind 62 is ever a target of kind 5. Vanished keys are looked up among the tombstones rather than
 * kept in memory, because anybody can create any number of keys and let them vanish. The events of
 * a key that has very many are removed in several transactions; the tombstone, which is written in
 * the first, says whether that is done, so it continues after a crash, and {@link Vanishing} hides
 * the rest meanwhile. Confined to {@link Commits}.
 */
final class Erasure {
  private static final int EXPIRED_AT_ONCE = 500;
  private static final byte[] NOTHING = new byte[0];

  private final WriteTxn txn;
  private final StoredEvents events;
  private final LmdbEnvironment env;
  private final Versions versions;
  private final Tombstones barring;
  private final AddressKey addresses = new AddressKey();
  private final ByteBuffer key = ByteBuffer.allocateDirect(256);
  private final ByteBuffer value = ByteBuffer.allocateDirect(9);
  private final PackedEvent stored = new PackedEvent();

  /** Whether any key has vanished; until then, no key is looked up. */
  private volatile boolean anyVanished;

  /** The removals that are not finished, by key. */
  private final Map<PublicKey, VanishWalk> walks = new LinkedHashMap<>();

  Erasure(WriteTxn txn, StoredEvents events, LmdbEnvironment env, Versions versions) {
    this.txn = txn;
    this.events = events;
    this.env = env;
    this.versions = versions;
    barring = new Tombstones(env);
  }

  /** Reads which keys have vanished; called at the start and after an abort. */
  void load(Txn<ByteBuffer> now) {
    boolean found = false;
    walks.clear();
    try (Cursor<ByteBuffer> cursor = env.tombstones.openCursor(now)) {
      key.clear();
      key.put(AddressKey.VANISHED).flip();
      boolean more = cursor.get(key, GetOp.MDB_SET_RANGE);
      while (more && cursor.key().get(0) == AddressKey.VANISHED) {
        found = true;
        if (cursor.val().get(8) == 0) {
          PublicKey gone = PublicKey.read(cursor.key(), 1);
          long until = cursor.val().getLong(0);
          walks.put(gone, new VanishWalk(txn, events, env, gone, Long.MIN_VALUE, until));
        }
        more = cursor.next();
      }
    }
    anyVanished = found; // at once: the writer may be deciding
    committed();
  }

  /** Tells readers which keys are vanishing; called after the commit. */
  void committed() {
    if (!walks.isEmpty() || !env.vanishing.isEmpty()) {
      Map<PublicKey, Long> going = new HashMap<>();
      walks.forEach((gone, walk) -> going.put(gone, walk.until()));
      env.vanishing.set(going);
    }
  }

  /** Returns true if {@code event} was deleted, before or after it was first seen. */
  boolean isBarred(NostrEvent event) {
    return barring.bar(txn.lmdb(), event, anyVanished);
  }

  /** Returns whether any key has vanished. Any thread. */
  boolean hasVanished() {
    return anyVanished;
  }

  /**
   * Removes the events that a kind 5 names, if they are of its author, and keeps them from being
   * stored again.
   *
   * @param tags of the kind 5
   * @param from the first tag to apply
   * @param work the approximate number of entries to write
   * @return the first tag that is left; the number of tags when all are done
   */
  int delete(NostrEvent deletion, List<List<String>> tags, int from, int work) {
    int end = txn.work() + work;
    int at = from;
    for (; at < tags.size() && txn.work() < end; at++) {
      List<String> tag = tags.get(at);
      if (tag.size() < 2) {
        continue;
      }
      if (tag.get(0).equals("e")) {
        deleteEvent(tag.get(1), deletion);
      } else if (tag.get(0).equals("a")) {
        deleteAddress(tag.get(1), deletion);
      }
    }
    return at;
  }

  private void deleteEvent(String hex, NostrEvent deletion) {
    EventId target;
    try {
      target = EventId.parse(hex);
    } catch (IllegalArgumentException e) {
      return; // not an id, so it names nothing
    }
    long localId = txn.find(target, stored);
    if (localId >= 0) {
      int kind = stored.kind();
      boolean own = stored.pubkey().equals(deletion.pubkey());
      boolean received =
          kind == Kinds.GIFT_WRAP && stored.hasTag('p', Vanishing.value(deletion.pubkey()));
      if (!own && !received || kind == Kinds.DELETION || kind == Kinds.REQUEST_TO_VANISH) {
        return;
      }
      events.remove(localId, Cause.DELETED);
    }
    AddressKey.writeEventTombstone(key, target, deletion.pubkey()); // hides kept versions too
    value.clear();
    env.tombstones.put(txn.lmdb(), key, value.flip());
    txn.spend(2);
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
      return; // not an address, so it names nothing
    }
    KindClass kindClass = KindClass.of(kind);
    boolean addressable = kindClass == KindClass.ADDRESSABLE;
    if (!owner.equals(deletion.pubkey()) || !addressable && kindClass != KindClass.REPLACEABLE) {
      return;
    }
    byte[] d = addressable ? CanonicalText.of(address.substring(second + 1)) : NOTHING;
    addresses.writeReplaceable(key, owner, kind, d);
    ByteBuffer current = env.replaceable.get(txn.lmdb(), key);
    if (current != null) {
      long localId = current.getLong(0);
      if (txn.read(localId, stored) && stored.createdAt() <= deletion.createdAt()) {
        events.remove(localId, Cause.DELETED);
      }
    }
    versions.forgetAddress(txn.lmdb(), owner, kind, d, deletion.createdAt());
    addresses.writeAddressTombstone(key, owner, kind, d);
    ByteBuffer until = env.tombstones.get(txn.lmdb(), key);
    if (until == null || until.getLong(0) < deletion.createdAt()) {
      value.clear();
      value.putLong(deletion.createdAt()).flip();
      env.tombstones.put(txn.lmdb(), key, value);
    }
    txn.spend(4);
  }

  /** Applies a request to vanish; policy has checked that it is for this relay. */
  void vanish(NostrEvent request, int work) {
    PublicKey gone = request.pubkey();
    OptionalLong before =
        anyVanished ? barring.vanishedUntil(txn.lmdb(), gone) : OptionalLong.empty();
    long until = Math.max(before.orElse(Long.MIN_VALUE), request.createdAt());
    VanishWalk going = walks.get(gone);
    if (going != null) {
      going.extend(until);
    } else if (before.isPresent() && before.getAsLong() == until) {
      return;
    } else {
      // older events are removed and barred already
      long from = before.isPresent() ? before.getAsLong() + 1 : Long.MIN_VALUE;
      walks.put(gone, new VanishWalk(txn, events, env, gone, from, until));
    }
    anyVanished = true;
    if (!advance(gone, work)) {
      note(gone, until, false);
    }
  }

  private boolean advance(PublicKey gone, int work) {
    VanishWalk walk = Objects.requireNonNull(walks.get(gone));
    boolean done = walk.advance(work);
    if (done) {
      walks.remove(gone);
      note(gone, walk.until(), true);
    }
    return done;
  }

  private void note(PublicKey gone, long until, boolean done) {
    AddressKey.writeVanished(key, gone);
    value.clear();
    value.putLong(until).put((byte) (done ? 1 : 0)).flip();
    env.tombstones.put(txn.lmdb(), key, value);
    txn.spend(1);
  }

  boolean isUnfinished() {
    return !walks.isEmpty();
  }

  /** Continues to remove the events of a vanished key, up to about {@code work} entries. */
  void continueVanishing(int work) {
    if (!walks.isEmpty()) {
      advance(walks.keySet().iterator().next(), work);
    }
  }

  /** Removes a part of the expired events (NIP-40); returns false if there are more. */
  boolean removeExpired(long now, int work) {
    List<Long> expired = new ArrayList<>();
    try (Cursor<ByteBuffer> cursor = env.expiry.openCursor(txn.lmdb())) {
      boolean found = cursor.first();
      while (found && expired.size() < EXPIRED_AT_ONCE && cursor.key().getLong(0) <= now) {
        expired.add(cursor.key().getLong(8));
        found = cursor.next();
      }
    }
    int end = txn.work() + work;
    for (long localId : expired) {
      if (txn.work() >= end) {
        return false;
      }
      events.remove(localId, Cause.EXPIRED);
    }
    return expired.size() < EXPIRED_AT_ONCE;
  }
}
