package heliograph.store;

import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.Visibility;
import java.util.List;
import java.util.Optional;

/** The versions of events that authors have replaced (see {@link VersionKeeping}). Thread-safe. */
public interface VersionHistory {
  /**
   * The limits of one answer.
   *
   * @param items the maximum number of items
   * @param bytes the answer ends with the item that reaches this many bytes
   */
  record Most(int items, long bytes) {}

  /**
   * Returns the first addresses of an author that have kept versions, by kind.
   *
   * @param most the limits of the answer; its bytes count the {@code d} of each address
   * @param visibility the versions that the client may see; others are not counted either
   */
  List<KeptAddress> addresses(PublicKey author, Visibility visibility, Most most);

  /**
   * Returns the version of an address that is served now, unless it has expired or is not shown.
   */
  Optional<NostrEvent> current(PublicKey author, int kind, String d, Visibility visibility);

  /**
   * Returns the versions of one address, newest first.
   *
   * @param d empty for replaceable kinds
   * @param after only those after this place
   * @param visibility the versions that the client may see
   * @param most the limits of the answer; they count only versions that are shown
   */
  List<KeptVersion> versions(
      PublicKey author, int kind, String d, VersionPlace after, Visibility visibility, Most most);
}
