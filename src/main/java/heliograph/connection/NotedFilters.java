package heliograph.connection;

import heliograph.filter.KeySet;
import heliograph.filter.KindSet;
import heliograph.filter.NostrFilter;
import heliograph.metrics.RequestLog;
import java.util.List;
import java.util.function.Predicate;

/**
 * The filters of a request as statistics read them. Holds only authors and kinds, since everything
 * it holds is kept as long as the request waits to be counted.
 */
final class NotedFilters implements RequestLog.Filters {
  private final KeySet[] authors;
  private final KindSet[] kinds;

  /**
   * Copies the authors and kinds that are counted.
   *
   * @param isPrivate true for kinds that only their parties may read; requests for those are not
   *     recorded
   */
  NotedFilters(List<NostrFilter> filters, Predicate<KindSet> isPrivate) {
    int count = filters.size();
    authors = new KeySet[count];
    kinds = new KindSet[count];
    for (int i = 0; i < count; i++) {
      NostrFilter filter = filters.get(i);
      authors[i] = isPrivate.test(filter.kinds()) ? KeySet.ALL : filter.authors();
      kinds[i] = filter.kinds();
    }
  }

  @Override
  public int size() {
    return authors.length;
  }

  @Override
  public int authors(int filter) {
    return authors[filter].size();
  }

  @Override
  public long author(int filter, int author, int word) {
    return authors[filter].word(author, word);
  }

  @Override
  public int kinds(int filter) {
    return kinds[filter].isAll() ? -1 : kinds[filter].size();
  }

  @Override
  public int kind(int filter, int index) {
    return kinds[filter].kind(index);
  }
}
