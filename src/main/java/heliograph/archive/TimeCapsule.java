package heliograph.archive;

import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.Visibility;
import heliograph.store.KeptAddress;
import heliograph.store.KeptVersion;
import heliograph.store.VersionHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The history of what authors have replaced, as far as the asker may see it: what is not shown is
 * neither listed nor counted, and no difference tells of it. Thread-safe.
 */
public final class TimeCapsule {
  /** Addresses that one answer names at most. */
  public static final int ADDRESSES_MAX = 1_000;

  /** Changes that one answer holds at most. */
  public static final int CHANGES_MAX = 100;

  private final VersionHistory history;

  /**
   * A version, and what it changed.
   *
   * @param replacedAt when the next one replaced it, in seconds since 1970; empty for the current
   *     one
   * @param difference to the version before; empty where that is not kept
   */
  public record Change(
      NostrEvent version, OptionalLong replacedAt, Optional<Difference> difference) {}

  /**
   * Changes, newest first.
   *
   * @param older the {@code before} that asks for the page after this one; empty at the end
   */
  public record Page(List<Change> changes, OptionalLong older) {
    public Page {
      changes = List.copyOf(changes);
    }
  }

  public TimeCapsule(VersionHistory history) {
    this.history = history;
  }

  /** The first {@link #ADDRESSES_MAX} addresses of which there are earlier versions, by kind. */
  public List<KeptAddress> addresses(PublicKey author, Visibility visibility) {
    return history.addresses(author, visibility, ADDRESSES_MAX);
  }

  /**
   * The changes of one address, the current version among them.
   *
   * @param d empty for replaceable kinds
   * @param before only versions older than this created_at; {@code Long.MAX_VALUE} begins at the
   *     top
   * @param visibility what the asker may see
   * @param limit changes of the page, at most {@link #CHANGES_MAX}
   */
  public Page changes(
      PublicKey author, int kind, String d, long before, Visibility visibility, int limit) {
    int max = Math.min(limit, CHANGES_MAX);
    Optional<NostrEvent> current =
        history.current(author, kind, d, visibility).filter(event -> event.createdAt() < before);
    int room = current.isPresent() ? max : max + 1;
    List<KeptVersion> older = history.versions(author, kind, d, before, visibility, room);
    List<Change> changes = new ArrayList<>();
    current.ifPresent(
        event -> changes.add(new Change(event, OptionalLong.empty(), difference(older, 0, event))));
    for (int i = 0; i < older.size(); i++) {
      NostrEvent event = older.get(i).event();
      OptionalLong replacedAt = OptionalLong.of(older.get(i).replacedAt());
      changes.add(new Change(event, replacedAt, difference(older, i + 1, event)));
    }
    if (changes.size() <= max) {
      return new Page(changes, OptionalLong.empty());
    }
    List<Change> page = changes.subList(0, max);
    return new Page(page, OptionalLong.of(page.getLast().version().createdAt()));
  }

  private static Optional<Difference> difference(
      List<KeptVersion> older, int previous, NostrEvent after) {
    return previous < older.size()
        ? Optional.of(Difference.between(older.get(previous).event(), after))
        : Optional.empty();
  }

  /**
   * Every kept version of one address and the current one, newest first, to be saved or restored.
   */
  public List<NostrEvent> versions(PublicKey author, int kind, String d, Visibility visibility) {
    List<NostrEvent> versions = new ArrayList<>();
    history.current(author, kind, d, visibility).ifPresent(versions::add);
    history
        .versions(author, kind, d, Long.MAX_VALUE, visibility, Integer.MAX_VALUE)
        .forEach(version -> versions.add(version.event()));
    return versions;
  }
}
