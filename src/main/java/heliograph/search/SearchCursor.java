package heliograph.search;

import heliograph.event.EventId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The hits of one search, best first, fetched as far as they are wanted. All are of the state the
 * index had when the cursor was opened, whose files it keeps until it is closed. Confined to one
 * thread at a time.
 */
public final class SearchCursor implements AutoCloseable {
  private static final Duration TIME_MAX = Duration.ofSeconds(2);

  private final SearcherManager searchers;
  private final IndexSearcher searcher;
  private final QueryPlan plan;
  private @Nullable ScoreDoc last;
  private boolean ended;
  private boolean closed;

  SearchCursor(SearcherManager searchers, IndexSearcher searcher, QueryPlan plan) {
    this.searchers = searchers;
    this.searcher = searcher;
    this.plan = plan;
  }

  /**
   * The next {@code n} hits; fewer only if there are no more. Each call searches anew after the
   * last hit, so few large steps are better than many small ones.
   *
   * @throws SearchException if the index cannot be read
   */
  public List<Hit> next(int n) {
    if (closed || n < 0) {
      throw new IllegalStateException(closed ? "the cursor is closed" : "n is negative: " + n);
    }
    List<Hit> hits = new ArrayList<>();
    if (ended || n == 0) {
      return hits;
    }
    try {
      ScoreDoc[] found = found(n);
      for (ScoreDoc doc : found) {
        hits.add(hit((FieldDoc) doc));
        last = doc;
      }
      ended = found.length < n;
      return hits;
    } catch (IOException e) {
      throw new SearchException("the search index could not be read", e);
    }
  }

  /** A search cannot be paused, so that it keeps a worker from others it must end in time. */
  private ScoreDoc[] found(int n) throws IOException {
    IndexSearcher bounded = new IndexSearcher(searcher.getIndexReader());
    long end = System.nanoTime() + TIME_MAX.toNanos();
    bounded.setTimeout(() -> System.nanoTime() - end > 0);
    ScoreDoc[] found = bounded.searchAfter(last, plan.query(), n, plan.sort()).scoreDocs;
    if (bounded.timedOut()) {
      throw new SearchException("the search took longer than " + TIME_MAX.toSeconds() + " s");
    }
    return found;
  }

  private Hit hit(FieldDoc doc) {
    BytesRef id = (BytesRef) doc.fields[doc.fields.length - 1];
    float score = plan.scored() ? (Float) doc.fields[0] : 0;
    return new Hit(EventId.read(ByteBuffer.wrap(id.bytes, id.offset, id.length).slice(), 0), score);
  }

  /** Lets go of the index. Does nothing the second time. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      searchers.release(searcher);
    } catch (IOException e) {
      throw new SearchException("the search index could not be released", e);
    }
  }
}
