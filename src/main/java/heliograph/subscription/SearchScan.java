package heliograph.subscription;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.search.Hit;
import heliograph.search.Search;
import heliograph.search.SearchCursor;
import heliograph.search.SearchException;
import heliograph.search.SearchQuery;
import heliograph.search.SearchWork;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request with filters that search (NIP-50): first the hits of each, best first, then what the
 * filters without search select, newest first; each event once.
 *
 * <pre>
 * index, as far as it has come ──► hits ──► the event itself, from the store ──► the whole filter,
 * feed, from there to the end  ──► the event                                     visibility, limit
 * </pre>
 *
 * <p>The index follows the store by a moment. What it has not seen yet is read from the feed, so
 * that a search has no gap before what is live. Events stored after the scan began are live events
 * and not part of it, however far the index has come since.
 *
 * <p>A filter that wants no stored events, or that repeats another one, is skipped.
 *
 * <p>The memory that it holds between slices is counted in its {@link Room}: the hits of one step
 * and, where an event can be found twice, hashes of the events taken. The work is bounded: a search
 * whose hits do not match the rest of the filter ends in a {@link SearchException} after {@link
 * #LOOKED_AT_MAX} of them. Confined to one thread at a time.
 */
final class SearchScan implements EventScan {
  /**
   * Hits of the first step; each step costs a search, so the next ones are larger, up to a bound.
   */
  private static final int HITS_AT_FIRST = 64;

  private static final int HITS_AT_ONCE_MAX = 2_048;

  /** Bytes of heap of a hit. */
  private static final int HIT = 120;

  /**
   * The maximum number of steps spent on the tail: a few times as many as twenty searches of ten
   * words take.
   */
  private static final int TAIL_WORK_MAX = 50_000_000;

  /** The maximum number of hits read from the store. */
  static final int LOOKED_AT_MAX = 50_000;

  /** The budget for memory that a scan holds between its slices. */
  interface Room {
    /** Takes bytes from the budget; returns false if there are none left. */
    boolean grow(long bytes);

    /** Gives bytes back. */
    void shrink(long bytes);
  }

  private final EventStore store;
  private final Search search;
  private final RecentWords words;
  private final List<NostrFilter> searching;
  private final Visibility visibility;
  private final LongSupplier seconds;
  private final @Nullable EventScan rest;

  private final Room room;

  /** The events taken that can be found again. */
  private final IdSet taken = new IdSet();

  private @Nullable SearchTail tail;
  private final SearchWork tailWork = new SearchWork(TAIL_WORK_MAX);
  private boolean complete;
  private long snapshot;
  private long shownAtStart;
  private int at;
  private int left;
  private SearchQuery query = SearchQuery.EVERYTHING;
  private @Nullable SearchCursor cursor;
  private List<Hit> hits = List.of();
  private int hit;
  private int hitsAtOnce;
  private long hitBytes;
  private boolean fromTail;
  private int searches;
  private int lookedAt;

  SearchScan(
      EventStore store,
      Search search,
      RecentWords words,
      List<NostrFilter> filters,
      Visibility visibility,
      LongSupplier seconds,
      Room room) {
    this.room = room;
    this.store = store;
    this.search = search;
    this.words = words;
    this.visibility = visibility;
    this.seconds = seconds;
    List<NostrFilter> plain = filters.stream().filter(filter -> filter.search().isEmpty()).toList();
    searching =
        filters.stream()
            .filter(filter -> filter.search().isPresent() && filter.limit() != 0)
            .distinct()
            .toList();
    complete =
        filters.stream().allMatch(filter -> filter.search().isEmpty() || filter.limit() != 0);
    rest = plain.isEmpty() ? null : store.scan(plain, visibility, this::snapshot);
  }

  @Override
  public long snapshot() {
    return snapshot;
  }

  @Override
  public Completeness completeness() {
    boolean wentOn = search.shown() >= shownAtStart; // otherwise the index is being rebuilt
    boolean all =
        complete && wentOn && (rest == null || rest.completeness() == Completeness.FINISHED);
    return all ? Completeness.FINISHED : Completeness.UNKNOWN;
  }

  @Override
  public boolean resume(Sink sink, long nanos) {
    long end = System.nanoTime() + nanos;
    int searchesMax = isAtSearch() ? searches + 1 : searches;
    SearchTail newest = tail();
    try {
      while (at < searching.size()) {
        if (cursor == null) {
          open(searching.get(at));
        }
        if (isAtSearch() && searches == searchesMax) {
          return false; // it takes longer than a slice, so it waits for an unsliced turn
        }
        if (!step(sink)) {
          return false;
        }
        if (System.nanoTime() - end > 0) {
          return false;
        }
      }
    } finally {
      newest.dropPart();
    }
    return rest == null
        || rest.resume(
            event -> !isNewBesideHits(event.id()) || sink.take(event),
            Math.max(1, end - System.nanoTime()));
  }

  /** Returns true if the next step asks the index, which cannot be limited to a slice. */
  boolean isAtSearch() {
    return at < searching.size() && (tail == null || !tail.hasMore() && hit == hits.size());
  }

  private SearchTail tail() {
    SearchTail known = tail;
    if (known == null) {
      shownAtStart = search.show();
      snapshot = store.feed().lastSeq();
      long shown = searching.isEmpty() ? snapshot : shownAtStart;
      known = new SearchTail(store.feed(), shown, snapshot);
      complete &= known.isComplete();
      tail = known;
    }
    return known;
  }

  private void open(NostrFilter filter) {
    query = SearchQuery.parse(filter.search().orElse(""));
    left = filter.limit() < 0 ? Integer.MAX_VALUE : filter.limit();
    cursor = search.hits(query, filter);
    dropHits();
    hitsAtOnce = Math.clamp(left, 1, HITS_AT_FIRST);
    tail().rewind();
  }

  /** Takes one event of the current filter, or moves to the next filter; returns false to pause. */
  private boolean step(Sink sink) {
    NostrFilter filter = searching.get(at);
    if (left == 0) {
      complete = false;
      close();
      return true;
    }
    NostrEvent event = next();
    if (event == null) {
      return true;
    }
    if (!filter.matches(event.packed()) || event.packed().isExpired(seconds.getAsLong())) {
      return true;
    }
    if (!visibility.shows(event.packed())) {
      return true; // hidden events are treated as not stored
    }
    if (search.spam().isLeftOut(event.packed(), query, filter)) {
      complete = false;
      return true;
    }
    if (!isNew(event.id())) {
      return true;
    }
    left--;
    return sink.take(event.packed());
  }

  private boolean isNewBesideHits(EventId id) {
    return searching.isEmpty() || isNew(id);
  }

  /**
   * Returns true for an event that was not taken before. The hits of a single search come once
   * each, so only those that the index may bring after the tail are remembered.
   */
  private boolean isNew(EventId id) {
    if (searching.size() == 1 && rest == null && !fromTail) {
      return !taken.contains(id);
    }
    long growth = taken.growth();
    if (growth > 0 && !room.grow(growth)) {
      throw new SearchException("no room for what was found");
    }
    return taken.add(id);
  }

  /**
   * Returns the next candidate, or null if the next one is none. Events that the index has not seen
   * yet come first, because they are the newest.
   */
  private @Nullable NostrEvent next() {
    SearchTail newest = tail();
    fromTail = newest.hasMore();
    if (fromTail) {
      NostrEvent event = newest.next();
      boolean found =
          event != null
              && query.matches(words.of(newest.seq(), event), tailWork)
              && store.contains(event.id());
      if (tailWork.left() == 0) {
        throw new SearchException("the newest events took too much work");
      }
      return found ? event : null;
    }
    if (lookedAt++ == LOOKED_AT_MAX) {
      throw new SearchException("more than " + LOOKED_AT_MAX + " hits were looked at");
    }
    if (hit == hits.size()) {
      fetchHits(Objects.requireNonNull(cursor));
      if (hits.isEmpty()) {
        close();
        return null;
      }
    }
    return store.find(hits.get(hit++).id(), snapshot).orElse(null);
  }

  private void fetchHits(SearchCursor open) {
    dropHits();
    int wanted = hitsAtOnce;
    if (wanted > HITS_AT_FIRST && !room.grow((long) HIT * wanted)) {
      wanted = HITS_AT_FIRST;
    }
    if (wanted <= HITS_AT_FIRST && !room.grow((long) HIT * wanted)) {
      throw new SearchException("no room for the hits of the index");
    }
    hitBytes = (long) HIT * wanted;
    hits = open.next(wanted);
    hitsAtOnce = Math.min(2 * wanted, HITS_AT_ONCE_MAX);
    searches++;
  }

  private void dropHits() {
    hits = List.of();
    hit = 0;
    room.shrink(hitBytes);
    hitBytes = 0;
  }

  /** Returns the number of searches of the index so far. */
  int searches() {
    return searches;
  }

  private void close() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
    dropHits();
    at++;
  }

  @Override
  public void abandon() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
