package heliograph.archive;

import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.store.KeptAddress;
import heliograph.store.KeptVersion;
import heliograph.store.VersionHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The history of what authors have replaced. Thread-safe. */
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
  public List<KeptAddress> addresses(PublicKey author) {
    return history.addresses(author, ADDRESSES_MAX);
  }

  /**
   * The changes of one address, the current version among them.
   *
   * @param d empty for replaceable kinds
   * @param before only versions older than this created_at; {@code Long.MAX_VALUE} begins at the
   *     top
   * @param limit changes of the page, at most {@link #CHANGES_MAX}
   */
  public Page changes(PublicKey author, int kind, String d, long before, int limit) {
    int max = Math.min(limit, CHANGES_MAX);
    List<KeptVersion> versions = new ArrayList<>();
    Optional<NostrEvent> current = history.current(author, kind, d);
    boolean withCurrent = current.isPresent() && current.get().createdAt() < before;
    int room = withCurrent ? max : max + 1;
    List<KeptVersion> older = history.versions(author, kind, d, before, room);
    current
        .filter(event -> withCurrent)
        .ifPresent(event -> versions.add(new KeptVersion(event, Long.MAX_VALUE)));
    versions.addAll(older);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < Math.min(max, versions.size()); i++) {
      KeptVersion version = versions.get(i);
      changes.add(
          new Change(
              version.event(),
              version.replacedAt() == Long.MAX_VALUE
                  ? OptionalLong.empty()
                  : OptionalLong.of(version.replacedAt()),
              i + 1 < versions.size()
                  ? Optional.of(Difference.between(versions.get(i + 1).event(), version.event()))
                  : Optional.empty()));
    }
    boolean more = versions.size() > max;
    return new Page(
        changes,
        more ? OptionalLong.of(changes.getLast().version().createdAt()) : OptionalLong.empty());
  }

  /**
   * Every kept version of one address and the current one, newest first, to be saved or restored.
   */
  public List<NostrEvent> versions(PublicKey author, int kind, String d) {
    List<NostrEvent> versions = new ArrayList<>();
    history.current(author, kind, d).ifPresent(versions::add);
    history
        .versions(author, kind, d, Long.MAX_VALUE, Integer.MAX_VALUE)
        .forEach(version -> versions.add(version.event()));
    return versions;
  }
}
