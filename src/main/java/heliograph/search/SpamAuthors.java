package heliograph.search;

import heliograph.event.PackedEvent;
import heliograph.filter.NostrFilter;

/**
 * The authors whose events a search leaves out, unless it has {@code include:spam} or names the
 * authors. Thread-safe; the authors may change.
 */
@FunctionalInterface
public interface SpamAuthors {
  /** No author is spam. */
  SpamAuthors NOBODY = event -> false;

  /** Returns true if {@code event} is by one of them. */
  boolean wrote(PackedEvent event);

  /** Returns true if a search leaves {@code event} out because of its author. */
  default boolean isLeftOut(PackedEvent event, SearchQuery query, NostrFilter filter) {
    return !query.includesSpam() && filter.authors().isAll() && wrote(event);
  }
}
