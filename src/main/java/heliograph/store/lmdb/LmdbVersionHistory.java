package heliograph.store.lmdb;

import heliograph.event.KindClass;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.event.Tags;
import heliograph.filter.Visibility;
import heliograph.store.KeptAddress;
import heliograph.store.KeptVersion;
import heliograph.store.StoreException;
import heliograph.store.VersionHistory;
import heliograph.store.VersionPlace;
import heliograph.store.layout.AddressKey;
import heliograph.store.layout.CanonicalText;
import heliograph.store.layout.VersionKey;
import heliograph.store.pending.Pending;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;

/** Reads the version dbi, when it has all that was replaced before. Thread-safe. */
final class LmdbVersionHistory implements VersionHistory {
  private final LmdbEnvironment env;
  private final ReaderPool readers;
  private final Pending pending;
  private final LongSupplier seconds;

  LmdbVersionHistory(
      LmdbEnvironment env, ReaderPool readers, Pending pending, LongSupplier seconds) {
    this.env = env;
    this.readers = readers;
    this.pending = pending;
    this.seconds = seconds;
  }

  @Override
  public List<KeptAddress> addresses(PublicKey author, Visibility visibility, Most most) {
    List<KeptAddress> found = new ArrayList<>();
    ByteBuffer key = ByteBuffer.allocateDirect(VersionKey.LENGTH);
    author.write(key);
    key.flip();
    settle();
    Tombstones tombstones = tombstones();
    ReadContext context = readers.borrow();
    try (Cursor<ByteBuffer> cursor = env.versions().openCursor(context.txn())) {
      boolean more = cursor.get(key, GetOp.MDB_SET_RANGE);
      long bytes = 0;
      while (more
          && VersionKey.isOf(author, cursor.key())
          && found.size() < most.items()
          && bytes < most.bytes()) {
        int before = found.size();
        more = readAddress(context, cursor, tombstones, visibility, found);
        bytes += found.size() > before ? found.getLast().d().length() : 0;
      }
    } finally {
      readers.giveBack(context);
    }
    return found;
  }

  /** Waits until LMDB has what was replaced so far, unless it cannot be written. */
  private void settle() {
    if (pending.size() > 0) {
      try {
        pending.awaitApplied();
      } catch (StoreException e) {
        // the disk or the map is full: what LMDB has is shown, but nothing that is deleted
      }
    }
  }

  /**
   * Returns false for a version that has expired, or that its author has deleted and that is not
   * removed yet.
   */
  private boolean isShown(
      ReadContext context, Tombstones tombstones, Visibility visibility, PackedEvent version) {
    return !version.isExpired(seconds.getAsLong())
        && visibility.shows(version)
        && !context.hides(version)
        && !tombstones.barVersion(context.txn(), version);
  }

  /**
   * Returns what is deleted; taken before LMDB's snapshot, which has what is not pending by then.
   */
  private Tombstones tombstones() {
    return new Tombstones(env, pending.bars());
  }

  private boolean readAddress(
      ReadContext context,
      Cursor<ByteBuffer> cursor,
      Tombstones tombstones,
      Visibility visibility,
      List<KeptAddress> into) {
    byte[] bytes = new byte[VersionKey.ADDRESS];
    cursor.key().get(0, bytes);
    ByteBuffer address = ByteBuffer.wrap(bytes);
    PackedEvent event = new PackedEvent().wrap(Versions.record(cursor.val()));
    String d = d(NostrEvent.copyOf(event));
    int kind = event.kind();
    long newest = Long.MIN_VALUE;
    long oldest = Long.MAX_VALUE;
    int versions = 0;
    boolean more = true;
    while (more && VersionKey.sameAddress(cursor.key(), address)) {
      event.wrap(Versions.record(cursor.val()));
      if (isShown(context, tombstones, visibility, event)) {
        versions++;
        newest = Math.max(newest, event.createdAt());
        oldest = event.createdAt();
      }
      more = cursor.next();
    }
    if (versions > 0) {
      into.add(new KeptAddress(kind, d, versions, newest, oldest));
    }
    return more;
  }

  private static String d(NostrEvent event) {
    if (event.kindClass() != KindClass.ADDRESSABLE) {
      return "";
    }
    return Tags.of(event).d();
  }

  @Override
  public Optional<NostrEvent> current(PublicKey author, int kind, String d, Visibility visibility) {
    ByteBuffer key = ByteBuffer.allocateDirect(VersionKey.ADDRESS);
    new AddressKey().writeReplaceable(key, author, kind, CanonicalText.of(d));
    settle();
    Tombstones tombstones = tombstones();
    ReadContext context = readers.borrow();
    try {
      ByteBuffer localId = env.replaceable.get(context.txn(), key);
      return localId != null
              && context.readApplied(localId.getLong(0)) // what replaces it may be pending again
              && isShown(context, tombstones, visibility, context.event())
          ? Optional.of(NostrEvent.copyOf(context.event()))
          : Optional.empty();
    } finally {
      readers.giveBack(context);
    }
  }

  @Override
  public List<KeptVersion> versions(
      PublicKey author, int kind, String d, VersionPlace after, Visibility visibility, Most most) {
    List<KeptVersion> found = new ArrayList<>();
    ByteBuffer key = ByteBuffer.allocateDirect(VersionKey.LENGTH);
    new AddressKey().writeReplaceable(key, author, kind, CanonicalText.of(d));
    VersionKey.seek(key, after);
    settle();
    Tombstones tombstones = tombstones();
    ReadContext context = readers.borrow();
    try (Cursor<ByteBuffer> cursor = env.versions().openCursor(context.txn())) {
      PackedEvent event = new PackedEvent();
      boolean more = cursor.get(key, GetOp.MDB_SET_RANGE);
      if (more && cursor.key().equals(key)) {
        more = cursor.next();
      }
      long bytes = 0;
      while (more
          && VersionKey.sameAddress(cursor.key(), key)
          && found.size() < most.items()
          && bytes < most.bytes()) {
        event.wrap(Versions.record(cursor.val()));
        if (isShown(context, tombstones, visibility, event)) {
          found.add(new KeptVersion(NostrEvent.copyOf(event), cursor.val().getLong(0)));
          bytes += event.buffer().limit();
        }
        more = cursor.next();
      }
    } finally {
      readers.giveBack(context);
    }
    return found;
  }
}
