package heliograph.search;

import heliograph.event.PackedEvent;
import heliograph.filter.NostrFilter;

/**
 * Whose events a search leaves out unless it says {@code include:spam} or names their authors.
 * Thread-safe, and may change its mind.
 */
@FunctionalInterface
public interface SpamAuthors {
  /** No author is spam. */
  SpamAuthors NOBODY = event -> false;

  /** Returns true if {@code event} is of one of them. */
  boolean wrote(PackedEvent event);

  /** Returns true if a search leaves {@code event} out for its author. */
  default boolean isLeftOut(PackedEvent event, SearchQuery query, NostrFilter filter) {
    return !query.includesSpam() && filter.authors().isAll() && wrote(event);
  }
}
