package heliograph.store.lmdb;

import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.event.Seconds;
import heliograph.store.VersionKeeping;
import heliograph.store.layout.AddressKey;
import heliograph.store.layout.VersionKey;
import heliograph.store.log.LogEntry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * Keeps replaced versions, in the transaction that replaces them.
 *
 * <pre>
 * replaced             kept, if the author is one of those; the oldest beyond versionsMax goes
 * kind 5, a            versions up to its created_at go, for they are what it deletes    (NIP-09)
 * kind 5, e            the version it names is not shown any more, and goes              (NIP-09)
 * kind 62              so do all versions of the author up to its created_at             (NIP-62)
 * time over, expired   goes, a part of the dbi at a time                                 (NIP-40)
 * </pre>
 *
 * <p>Deleted versions are removed whatever the rules for keeping are now. Confined to {@link
 * Commits}.
 */
final class Versions {
  private static final int LOOKED_AT_PER_SWEEP = 5_000;

  /**
   * The maximum number of versions removed at once; it is more than one only after the number to
   * keep was lowered.
   */
  private static final int TRIMMED_AT_ONCE = 16;

  private final LmdbEnvironment env;
  private final VersionKeeping keeping;
  private final Clock clock;
  private final AddressKey addresses = new AddressKey();
  private final ByteBuffer key = ByteBuffer.allocateDirect(VersionKey.LENGTH);
  private final ByteBuffer sweptTo = ByteBuffer.allocateDirect(VersionKey.LENGTH).limit(0);
  private final PackedEvent version = new PackedEvent();

  /** The event of the log that is being applied. */
  private @Nullable LogEntry followed;

  private long followedSeconds;

  Versions(LmdbEnvironment env, VersionKeeping keeping, Clock clock) {
    this.env = env;
    this.keeping = keeping;
    this.clock = clock;
  }

  /** From now on, does what was decided about {@code entry} at {@code seconds}. */
  void follow(LogEntry entry, long seconds) {
    followed = entry;
    followedSeconds = seconds;
  }

  /** From now on, decides by the current rules. */
  void decide() {
    followed = null;
  }

  /** Returns true if the versions of an author are kept by the current rules. Any thread. */
  boolean keeps(PublicKey author) {
    return keeping.versionsMax() > 0 && keeping.author().test(author);
  }

  /** Keeps {@code replaced}, if it is to be kept. */
  void keep(Txn<ByteBuffer> txn, PackedEvent replaced) {
    PublicKey author = replaced.pubkey();
    LogEntry entry = followed;
    if (entry == null ? !keeps(author) : !entry.keepsReplaced()) {
      return;
    }
    addresses.writeReplaceable(key, author, replaced.kind(), AddressKey.d(replaced));
    VersionKey.extend(key, replaced);
    ByteBuffer record = replaced.buffer().duplicate().rewind();
    env.versions()
        .reserve(txn, key, VersionKey.RECORD + record.remaining())
        .putLong(entry == null ? seconds() : followedSeconds)
        .put(record);
    if (keeping.versionsMax() > 0) {
      trim(txn);
    }
  }

  /** Returns true if the author has deleted a version with a kind 5. */
  private static boolean isTakenBack(
      LmdbEnvironment env, Txn<ByteBuffer> txn, PackedEvent version) {
    ByteBuffer key = ByteBuffer.allocateDirect(AddressKey.MAX);
    AddressKey.writeEventTombstone(key, version.id(), version.pubkey());
    return env.tombstones.get(txn, key) != null;
  }

  private void trim(Txn<ByteBuffer> txn) {
    VersionKey.seek(key, Long.MAX_VALUE);
    try (Cursor<ByteBuffer> cursor = env.versions().openCursor(txn)) {
      boolean found = cursor.get(key, GetOp.MDB_SET_RANGE);
      int end = keeping.versionsMax() + TRIMMED_AT_ONCE;
      for (int i = 0; found && i < end && VersionKey.sameAddress(cursor.key(), key); i++) {
        if (i >= keeping.versionsMax()) {
          cursor.delete();
        }
        found = cursor.next();
      }
    }
  }

  /** Removes the versions of an address up to {@code until}. */
  void forgetAddress(Txn<ByteBuffer> txn, PublicKey author, int kind, byte[] d, long until) {
    addresses.writeReplaceable(key, author, kind, d);
    VersionKey.seek(key, until == Long.MAX_VALUE ? until : until + 1);
    forget(txn, entry -> !VersionKey.sameAddress(entry, key), entry -> true);
  }

  private void forget(
      Txn<ByteBuffer> txn, Predicate<ByteBuffer> isBeyond, Predicate<ByteBuffer> isDoomed) {
    try (Cursor<ByteBuffer> cursor = env.versions().openCursor(txn)) {
      boolean found = cursor.get(key, GetOp.MDB_SET_RANGE);
      while (found && !isBeyond.test(cursor.key())) {
        if (isDoomed.test(cursor.key())) {
          cursor.delete();
        }
        found = cursor.next();
      }
    }
  }

  /**
   * Removes versions that are too old from the next part of the dbi; after the last part it starts
   * again.
   */
  void sweep(Txn<ByteBuffer> txn) {
    long now = seconds();
    long oldest = now - keeping.time().toSeconds();
    try (Cursor<ByteBuffer> cursor = env.versions().openCursor(txn)) {
      boolean found =
          sweptTo.limit() == 0 ? cursor.first() : cursor.get(sweptTo, GetOp.MDB_SET_RANGE);
      for (int i = 0; found && i < LOOKED_AT_PER_SWEEP; i++) {
        ByteBuffer value = cursor.val();
        version.wrap(record(value));
        if (value.getLong(0) < oldest || version.isExpired(now) || isTakenBack(env, txn, version)) {
          cursor.delete();
        }
        found = cursor.next();
      }
      sweptTo.clear();
      if (found) {
        sweptTo.put(cursor.key().duplicate());
      }
      sweptTo.flip();
    }
  }

  static ByteBuffer record(ByteBuffer value) {
    return value.slice(VersionKey.RECORD, value.limit() - VersionKey.RECORD);
  }

  private long seconds() {
    return Seconds.now(clock);
  }
}
