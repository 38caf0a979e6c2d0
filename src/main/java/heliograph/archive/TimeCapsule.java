package heliograph.archive;

import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.Visibility;
import heliograph.store.KeptAddress;
import heliograph.store.KeptVersion;
import heliograph.store.VersionHistory;
import heliograph.store.VersionHistory.Most;
import heliograph.store.VersionPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The versions of events that authors have replaced, as far as the client may see them: a version
 * that it may not see is neither listed nor counted, and no difference shows it. Thread-safe.
 */
public final class TimeCapsule {
  /** The maximum number of addresses in one answer. */
  public static final int ADDRESSES_MAX = 1_000;

  /** The maximum number of changes in one answer. */
  public static final int CHANGES_MAX = 100;

  /** An answer ends with the version that reaches this many bytes. */
  static final long BYTES_MAX = 8 << 20;

  /** An answer ends with the address that reaches this many characters of {@code d}. */
  static final long D_MAX = 1 << 20;

  private final VersionHistory history;

  /**
   * A version and what it changed.
   *
   * @param replacedAt when the next one replaced it, in seconds since 1970; empty for the current
   *     one
   * @param difference the difference to the version before; empty where that is not kept
   */
  public record Change(
      NostrEvent version, OptionalLong replacedAt, Optional<VersionDiff> difference) {}

  /**
   * Changes, newest first.
   *
   * @param older where the page after this one begins; empty at the end
   */
  public record Page(List<Change> changes, Optional<VersionPlace> older) {
    public Page {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Versions as signed, newest first.
   *
   * @param older where the rest begins; empty at the end
   */
  public record Versions(List<NostrEvent> events, Optional<VersionPlace> older) {
    public Versions {
      events = List.copyOf(events);
    }
  }

  public TimeCapsule(VersionHistory history) {
    this.history = history;
  }

  /**
   * Returns the first addresses of which there are earlier versions, by kind: {@link
   * #ADDRESSES_MAX} at most, and fewer where their {@code d} are long.
   */
  public List<KeptAddress> addresses(PublicKey author, Visibility visibility) {
    return history.addresses(author, visibility, new Most(ADDRESSES_MAX, D_MAX));
  }

  /**
   * Returns the changes of one address, the current version among them.
   *
   * @param d empty for replaceable kinds
   * @param after only versions after this place
   * @param visibility what the client may see
   * @param limit the number of changes in the page, at most {@link #CHANGES_MAX}
   */
  public Page changes(
      PublicKey author, int kind, String d, VersionPlace after, Visibility visibility, int limit) {
    int max = Math.min(limit, CHANGES_MAX);
    Optional<NostrEvent> current =
        history.current(author, kind, d, visibility).filter(after::precedes);
    int room = current.isPresent() ? max : max + 1;
    List<KeptVersion> older =
        history.versions(author, kind, d, after, visibility, new Most(room, BYTES_MAX));
    List<Change> changes = new ArrayList<>();
    current.ifPresent(
        event -> changes.add(new Change(event, OptionalLong.empty(), difference(older, 0, event))));
    for (int i = 0; i < older.size(); i++) {
      NostrEvent event = older.get(i).event();
      OptionalLong replacedAt = OptionalLong.of(older.get(i).replacedAt());
      changes.add(new Change(event, replacedAt, difference(older, i + 1, event)));
    }
    // a page that ends early leaves out its last version, since the one before it was not read
    boolean cut = changes.size() > 1 && bytes(older) >= BYTES_MAX;
    if (changes.size() <= max && !cut) {
      return new Page(changes, Optional.empty());
    }
    List<Change> page = changes.subList(0, Math.min(max, changes.size() - 1));
    return new Page(page, Optional.of(VersionPlace.of(page.getLast().version())));
  }

  private static long bytes(List<KeptVersion> versions) {
    long bytes = 0;
    for (KeptVersion version : versions) {
      bytes += version.event().packed().buffer().limit();
    }
    return bytes;
  }

  private static Optional<VersionDiff> difference(
      List<KeptVersion> older, int previous, NostrEvent after) {
    return previous < older.size()
        ? Optional.of(VersionDiff.between(older.get(previous).event(), after))
        : Optional.empty();
  }

  /**
   * Returns the current version of one address and the kept ones, newest first, as signed.
   *
   * @param after only versions after this place
   * @param limit the maximum number of versions
   */
  public Versions versions(
      PublicKey author, int kind, String d, VersionPlace after, Visibility visibility, int limit) {
    List<NostrEvent> versions = new ArrayList<>();
    history.current(author, kind, d, visibility).filter(after::precedes).ifPresent(versions::add);
    int room = (limit == Integer.MAX_VALUE ? limit : limit + 1) - versions.size();
    List<KeptVersion> kept =
        history.versions(author, kind, d, after, visibility, new Most(room, BYTES_MAX));
    for (KeptVersion version : kept) {
      versions.add(version.event());
    }
    boolean cut = versions.size() > 1 && bytes(kept) >= BYTES_MAX;
    if (versions.size() <= limit && !cut) {
      return new Versions(versions, Optional.empty());
    }
    List<NostrEvent> page = versions.subList(0, Math.min(limit, versions.size() - 1));
    return new Versions(page, Optional.of(VersionPlace.of(page.getLast())));
  }
}
