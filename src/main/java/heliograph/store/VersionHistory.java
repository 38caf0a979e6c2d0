package heliograph.store;

import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import java.util.List;
import java.util.Optional;

/** Earlier versions of what authors have replaced (see {@link VersionKeeping}). Thread-safe. */
public interface VersionHistory {

  /** The first {@code max} addresses of an author of which versions are kept, by kind. */
  List<KeptAddress> addresses(PublicKey author, int max);

  /** The version of an address that is served now, unless it has expired. */
  Optional<NostrEvent> current(PublicKey author, int kind, String d);

  /**
   * Versions of one address, newest first.
   *
   * @param d empty for replaceable kinds
   * @param before only those older than this created_at; {@code Long.MAX_VALUE} begins at the
   *     newest
   */
  List<KeptVersion> versions(PublicKey author, int kind, String d, long before, int max);
}
