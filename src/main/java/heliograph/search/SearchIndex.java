package heliograph.search;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A Lucene index of the words of all searchable events, in its own folder. Thread-safe.
 *
 * <pre>
 * add, remove ─► memory ─ refresh ─► searches          seen by searches, gone after a crash
 *                   └──── commit ──► segments_N        the events and, in the same file written
 *                                                      in one rename, the cursor they reach to
 * </pre>
 *
 * <p>Changes that are not committed when the index is closed or killed are lost together with their
 * cursor; the change feed still has them.
 */
public final class SearchIndex implements AutoCloseable {
  /** The version of fields and word rules; an index of another layout is emptied and rebuilt. */
  private static final String LAYOUT = "2";

  private static final Logger LOG = System.getLogger(SearchIndex.class.getName());
  private static final String LAYOUT_KEY = "heliograph.layout";
  private static final String CURSOR_KEY = "heliograph.cursor";
  private static final double RAM_MIB_MAX = 32;

  private final Path folder;
  private final Clock clock;
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;

  /** The cursors that may keep an old state of the index. */
  private final Set<SearchCursor> open = ConcurrentHashMap.newKeySet();

  private final ReentrantLock committing = new ReentrantLock();
  private volatile long cursor;

  private SearchIndex(
      Path folder, Clock clock, Directory directory, IndexWriter writer, long cursor)
      throws IOException {
    this.folder = folder;
    this.clock = clock;
    this.directory = directory;
    this.writer = writer;
    this.cursor = cursor;
    searchers = new SearcherManager(writer, null);
  }

  /** Opens the index in {@code folder} with the system's clock. */
  public static SearchIndex open(Path folder) {
    return open(folder, Clock.systemUTC());
  }

  /**
   * Opens the index in a folder; creates an empty one if there is none.
   *
   * @param clock the clock for the age of events
   * @throws SearchException if the folder holds something else or a corrupt index, or is in use
   */
  public static SearchIndex open(Path folder, Clock clock) {
    @Nullable Directory directory = null;
    @Nullable IndexWriter writer = null;
    try {
      directory = FSDirectory.open(folder);
      boolean fresh = !DirectoryReader.indexExists(directory);
      IndexWriterConfig config =
          new IndexWriterConfig(Words.analyzer())
              .setRAMBufferSizeMB(RAM_MIB_MAX)
              .setCommitOnClose(false);
      writer = new IndexWriter(directory, config);
      if (fresh) {
        writer.setLiveCommitData(commitData(0).entrySet());
        writer.commit();
      }
      return new SearchIndex(folder, clock, directory, writer, committedCursor(writer));
    } catch (LockObtainFailedException e) {
      closeAfter(e, writer, directory);
      throw new SearchException("the search index in " + folder + " is in use", e);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      closeAfter(e, writer, directory);
      throw new SearchException(
          "the search index in "
              + folder
              + " cannot be opened; delete the folder to have it rebuilt: "
              + e.getMessage(),
          e);
    }
  }

  private static void closeAfter(
      Exception failure, @Nullable Closeable writer, @Nullable Closeable directory) {
    try {
      if (writer != null) {
        writer.close();
      }
      if (directory != null) {
        directory.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static Map<String, String> commitData(long cursor) {
    return Map.of(LAYOUT_KEY, LAYOUT, CURSOR_KEY, Long.toString(cursor));
  }

  private static long committedCursor(IndexWriter writer) throws IOException {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> committed = writer.getLiveCommitData();
    if (committed != null) {
      committed.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }
    String layout = data.get(LAYOUT_KEY);
    String cursor = data.get(CURSOR_KEY);
    if (layout == null || cursor == null) {
      throw new IOException("it has no layout of Heliograph's");
    }
    if (!layout.equals(LAYOUT)) {
      LOG.log(Level.INFO, "The search index has layout {0}: it is rebuilt", layout);
      writer.deleteAll();
      writer.setLiveCommitData(commitData(0).entrySet());
      writer.commit();
      return 0;
    }
    return Long.parseLong(cursor);
  }

  /** Returns the last change of the store that is committed in the index; 0 if none is. */
  public long cursor() {
    return cursor;
  }

  /**
   * Adds an event or replaces the one of the same id; an event that is not searchable is ignored.
   */
  public void add(NostrEvent event) {
    if (EventText.isSearchable(event.kind())) {
      change(() ->
          writer.updateDocument(QueryPlan.idTerm(event.id().bytes()), QueryPlan.document(event)));
    }
  }

  /** Removes an event if the index has it. */
  public void remove(EventId id) {
    change(() -> writer.deleteDocuments(QueryPlan.idTerm(id.bytes())));
  }

  /** Makes all changes so far durable, together with their position in the feed. */
  public void commit(long reached) {
    committing.lock();
    try {
      change(() -> {
        writer.setLiveCommitData(commitData(reached).entrySet());
        writer.commit();
      });
      cursor = reached;
    } finally {
      committing.unlock();
    }
  }

  /** Removes all events durably, and sets the cursor back to the start of the feed. */
  public void clear() {
    change(writer::deleteAll);
    commit(0);
    refresh();
  }

  /** Shows all changes so far to the searches that begin from now on. */
  public void refresh() {
    change(searchers::maybeRefreshBlocking);
    releaseIdle(System.nanoTime());
  }

  /** Releases old states of cursors that were not used for long; {@code now} is in nanoseconds. */
  void releaseIdle(long now) {
    open.forEach(cursor -> cursor.releaseIfIdle(now));
  }

  /** Returns the number of open cursors. */
  int cursors() {
    return open.size();
  }

  /**
   * Starts a search. Kinds, authors, ids, since and until of the filter narrow it; its tags and its
   * limit do not. The order is that of {@link QueryPlan}: best first, equals newest first, then by
   * lowest id; without words newest first.
   */
  public SearchCursor hits(SearchQuery query, NostrFilter filter) {
    try {
      IndexSearcher searcher = searchers.acquire();
      try {
        long now = clock.instant().getEpochSecond();
        QueryPlan plan = QueryPlan.of(query, filter, searcher.getIndexReader(), now);
        return new SearchCursor(searchers, searcher, plan, open);
      } catch (IOException | RuntimeException e) {
        searchers.release(searcher);
        throw e;
      }
    } catch (IOException | AlreadyClosedException e) {
      throw failure(e);
    }
  }

  /** Returns the first {@code max} hits of a search; see {@link #hits}. */
  public List<Hit> search(SearchQuery query, NostrFilter filter, int max) {
    try (SearchCursor hits = hits(query, filter)) {
      return hits.next(max);
    }
  }

  /** Returns the number of events in the index that searches see. */
  public long size() {
    try {
      IndexSearcher searcher = searchers.acquire();
      try {
        return searcher.getIndexReader().numDocs();
      } finally {
        searchers.release(searcher);
      }
    } catch (IOException | AlreadyClosedException e) {
      throw failure(e);
    }
  }

  /** Closes the index without a commit. Open cursors can be used until they are closed. */
  @Override
  public void close() {
    committing.lock();
    try {
      change(() -> {
        searchers.close();
        writer.close();
        directory.close();
      });
    } finally {
      committing.unlock();
    }
  }

  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  private void change(Change change) {
    try {
      change.make();
    } catch (IOException | AlreadyClosedException e) {
      throw failure(e);
    }
  }

  private SearchException failure(Exception cause) {
    return new SearchException("the search index in " + folder + " failed: " + cause, cause);
  }
}
