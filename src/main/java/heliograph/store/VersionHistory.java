package heliograph.store;

import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.Visibility;
import java.util.List;
import java.util.Optional;

/** Earlier versions of what authors have replaced (see {@link VersionKeeping}). Thread-safe. */
public interface VersionHistory {
  /**
   * Bounds of one answer.
   *
   * @param items items at most
   * @param bytes the answer ends with the item that reaches this many bytes
   */
  record Most(int items, long bytes) {}

  /**
   * Returns the first addresses of an author of which versions are kept, by kind.
   *
   * @param most bounds of the answer; its bytes count the {@code d} of each address
   * @param visibility what the asker may see: a version that is not shown counts nowhere
   */
  List<KeptAddress> addresses(PublicKey author, Visibility visibility, Most most);

  /**
   * Returns the version of an address that is served now, unless it has expired or is not shown.
   */
  Optional<NostrEvent> current(PublicKey author, int kind, String d, Visibility visibility);

  /**
   * Versions of one address, newest first.
   *
   * @param d empty for replaceable kinds
   * @param before only those older than this created_at; {@code Long.MAX_VALUE} begins at the
   *     newest
   * @param visibility what the client may see
   * @param most bounds of the answer; they count what is shown
   */
  List<KeptVersion> versions(
      PublicKey author, int kind, String d, long before, Visibility visibility, Most most);
}
