package heliograph.subscription;

import heliograph.filter.NostrFilter;
import heliograph.search.SearchQuery;
import org.jspecify.annotations.Nullable;

/** One filter of a live subscription, as the index holds it. Its places are the index's. */
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

  /** What it searches for; null if it does not. */
  @Nullable SearchQuery query() {
    return query;
  }

  /** Returns true if the subscription has other filters. */
  boolean isOneOfSeveral() {
    return subscription.filters().size() > 1;
  }

  /** Returns where its postings are, in the order of its keys. */
  int[] places() {
    return places;
  }

  void places(int[] newPlaces) {
    places = newPlaces;
  }
}
