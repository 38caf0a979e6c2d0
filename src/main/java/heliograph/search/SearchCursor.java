package heliograph.search;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.event.EventId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The hits of one search, best first, fetched on demand. All are from the state of the index when
 * the cursor was opened, whose files it keeps until it is closed. A cursor that has not been used
 * for {@link #IDLE_MAX} releases them ({@link #releaseIfIdle}), and continues after its last hit in
 * the current state. Thread-safe.
 */
public final class SearchCursor implements AutoCloseable {
  private static final Duration TIME_MAX = Duration.ofSeconds(2);

  /** How long an old state of the index is kept for a cursor that is not used. */
  static final Duration IDLE_MAX = Duration.ofSeconds(10);

  private final SearcherManager searchers;
  private final Set<SearchCursor> open;

  @GuardedBy("this")
  private @Nullable IndexSearcher searcher;

  private final QueryPlan plan;

  @GuardedBy("this")
  private @Nullable FieldDoc last;

  private volatile long used = System.nanoTime();

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private boolean closed;

  /**
   * Creates a cursor before its first hit.
   *
   * @param open the set that it is in until it is closed
   */
  SearchCursor(
      SearcherManager searchers, IndexSearcher searcher, QueryPlan plan, Set<SearchCursor> open) {
    this.open = open;
    open.add(this);
    this.searchers = searchers;
    this.searcher = searcher;
    this.plan = plan;
  }

  /**
   * Returns the next {@code n} hits; fewer only if there are no more. Each call searches again
   * after the last hit, so few large steps are better than many small ones.
   *
   * @throws SearchException if the index cannot be read
   */
  public synchronized List<Hit> next(int n) {
    if (closed || n < 0) {
      throw new IllegalStateException(closed ? "the cursor is closed" : "n is negative: " + n);
    }
    used = System.nanoTime();
    List<Hit> hits = new ArrayList<>();
    if (ended || n == 0) {
      return hits;
    }
    try {
      ScoreDoc[] found = found(n);
      for (ScoreDoc doc : found) {
        last = (FieldDoc) doc;
        hits.add(hit(last));
      }
      ended = found.length < n;
      used = System.nanoTime();
      return hits;
    } catch (IOException e) {
      throw new SearchException("the search index could not be read", e);
    }
  }

  /**
   * Returns the next hits. A search cannot be paused, so it has a time limit, which bounds how long
   * it occupies a worker.
   */
  @GuardedBy("this")
  private ScoreDoc[] found(int n) throws IOException {
    IndexSearcher bounded = new IndexSearcher(searcher().getIndexReader());
    long end = System.nanoTime() + TIME_MAX.toNanos();
    bounded.setTimeout(() -> System.nanoTime() - end > 0);
    ScoreDoc[] found = bounded.searchAfter(last, plan.query(), n, plan.sort()).scoreDocs;
    if (bounded.timedOut()) {
      throw new SearchException("the search took longer than " + TIME_MAX.toSeconds() + " s");
    }
    return found;
  }

  @GuardedBy("this")
  private IndexSearcher searcher() throws IOException {
    IndexSearcher present = searcher;
    if (present == null) {
      present = searchers.acquire();
      searcher = present;
      if (last != null) { // document numbers have changed; the order does not depend on them
        int behind = Math.max(0, present.getIndexReader().maxDoc() - 1);
        last = new FieldDoc(behind, last.score, last.fields);
      }
    }
    return present;
  }

  /**
   * Releases the index if nothing was fetched within {@link #IDLE_MAX} before {@code now}, in
   * nanoseconds.
   */
  void releaseIfIdle(long now) {
    if (now - used > IDLE_MAX.toNanos()) {
      synchronized (this) {
        release();
      }
    }
  }

  @GuardedBy("this")
  private void release() {
    IndexSearcher held = searcher;
    searcher = null;
    if (held != null) {
      try {
        searchers.release(held);
      } catch (IOException e) {
        throw new SearchException("the search index could not be released", e);
      }
    }
  }

  private Hit hit(FieldDoc doc) {
    BytesRef id = (BytesRef) doc.fields[doc.fields.length - 1];
    float score = plan.scored() ? (Float) doc.fields[0] : 0;
    return new Hit(EventId.read(ByteBuffer.wrap(id.bytes, id.offset, id.length).slice(), 0), score);
  }

  /** Releases the index. May be called twice. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      open.remove(this);
      release();
    }
  }
}
