package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.FeedEntry.Cause;
import heliograph.store.layout.AddressKey;
import heliograph.store.rules.Deletion;
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
 * kind 5    what {@link Deletion} says
 * kind 62   everything of the author up to created_at, kinds 5 included, and the gift wraps that
 *           are for the author                                                       (NIP-62)
 * </pre>
 *
 * <p>A tombstone keeps each of them from being stored again, from any source. Vanished keys are
 * looked up among the tombstones rather than kept in memory, because anybody can create any number
 * of keys and let them vanish. The events of a key that has very many are removed in several
 * transactions; the tombstone, which is written in the first, says whether that is done, so it
 * continues after a crash, and {@link Vanishing} hides the rest meanwhile. Confined to {@link
 * Commits}.
 */
final class Erasure implements Deletion.Target {
  private static final int EXPIRED_AT_ONCE = 500;

  private final WriteTxn txn;
  private final StoredEvents events;
  private final LmdbEnvironment env;
  private final Versions versions;
  private final Tombstones barring;
  private final AddressKey addresses = new AddressKey();
  private final ByteBuffer key = ByteBuffer.allocateDirect(256);
  private final ByteBuffer value = ByteBuffer.allocateDirect(9);

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
  int delete(NostrEvent event, List<List<String>> tags, int from, int work) {
    Deletion deletion = new Deletion(event, this);
    int end = txn.work() + work;
    int at = from;
    while (at < tags.size() && txn.work() < end) {
      deletion.apply(tags.get(at++));
    }
    return at;
  }

  @Override
  public long find(EventId id, PackedEvent into) {
    return txn.find(id, into);
  }

  @Override
  public long find(Deletion.Address address, PackedEvent into) {
    addresses.writeReplaceable(key, address.owner(), address.kind(), address.d());
    ByteBuffer current = env.replaceable.get(txn.lmdb(), key);
    long localId = current == null ? -1 : current.getLong(0);
    return localId >= 0 && txn.read(localId, into) ? localId : -1;
  }

  @Override
  public void remove(long localId) {
    events.remove(localId, Cause.DELETED);
  }

  @Override
  public void bar(EventId id, PublicKey by) {
    AddressKey.writeEventTombstone(key, id, by);
    value.clear();
    env.tombstones.put(txn.lmdb(), key, value.flip());
    txn.spend(2);
  }

  @Override
  public void bar(Deletion.Address address, long until) {
    PublicKey owner = address.owner();
    versions.forgetAddress(txn.lmdb(), owner, address.kind(), address.d(), until);
    addresses.writeAddressTombstone(key, owner, address.kind(), address.d());
    ByteBuffer before = env.tombstones.get(txn.lmdb(), key);
    if (before == null || before.getLong(0) < until) {
      value.clear();
      value.putLong(until).flip();
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

  /** Returns true if a stored event has expired (NIP-40); outside of a transaction. */
  boolean hasExpired(long now) {
    env.lockMap();
    try (Txn<ByteBuffer> txn = env.read();
        Cursor<ByteBuffer> cursor = env.expiry.openCursor(txn)) {
      return cursor.first() && cursor.key().getLong(0) <= now;
    } finally {
      env.unlockMap();
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
