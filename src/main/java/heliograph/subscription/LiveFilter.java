package heliograph.subscription;

import heliograph.filter.NostrFilter;
import heliograph.search.SearchQuery;
import org.jspecify.annotations.Nullable;

/** One filter of a live subscription in the index, which owns its places. */
final class LiveFilter {
  private final Subscription subscription;
  private final NostrFilter filter;
  private final @Nullable SearchQuery query;
  private int[] places = new int[0];

  LiveFilter(Subscription subscription, NostrFilter filter) {
    this.subscription = subscription;
    this.filter = filter;
    query = filter.search().map(SearchQuery::parse).orElse(null);
  }

  Subscription subscription() {
    return subscription;
  }

  NostrFilter filter() {
    return filter;
  }

  /** Returns the search of this filter; null if it does not search. */
  @Nullable SearchQuery query() {
    return query;
  }

  /** Returns true if the subscription has other filters. */
  boolean isOneOfSeveral() {
    return subscription.filters().size() > 1;
  }

  /** Returns the places of its postings, in the order of its keys. */
  int[] places() {
    return places;
  }

  void places(int[] newPlaces) {
    places = newPlaces;
  }
}
