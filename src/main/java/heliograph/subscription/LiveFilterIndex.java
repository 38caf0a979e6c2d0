package heliograph.subscription;

import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.filter.EventTags;
import heliograph.filter.KeySet;
import heliograph.filter.KindSet;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import heliograph.metrics.Meters;
import heliograph.search.EventWords;
import heliograph.search.SearchQuery;
import heliograph.search.SpamAuthors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The filters of all live subscriptions, found by the values of an event rather than tried one by
 * one.
 *
 * <pre>
 * Each filter is entered under the values of its most selective condition:
 *
 *   ids ▸ a tag ▸ authors ▸ a word of its search ▸ kinds ▸ none
 *
 * value ─► keyed hash ─► stripe ─► postings: about 40 bytes a value
 * </pre>
 *
 * <p>An event looks up its own id, tag values, author, kind and, if any filter searches, its words;
 * the filters found there are tested in full. Nobody can choose values that share a key ({@link
 * KeyedHash}), and a shared key costs only a test.
 *
 * <p>Searches are tested last and within bounds ({@link LiveSearches}). Thread-safe: a stripe's
 * monitor guards its postings and is held while they are collected, not while filters are tested.
 */
final class LiveFilterIndex {
  private static final int ID = 1;
  private static final int AUTHOR = 2;
  private static final int KIND = 3;
  private static final int ANY = 4;
  private static final int WORD = 5;
  private static final int BEGINNING = 6;

  /** Tags have a space for each letter. */
  private static final int TAG = 256;

  private static final int STRIPES = 64;

  private final SpamAuthors spam;
  private final KeyedHash hash = new KeyedHash();
  private final Postings[] stripes = new Postings[STRIPES];
  private final LongAdder size = new LongAdder();

  /** The number of filters entered under a word; while it is 0, no event is split into words. */
  private final LongAdder underWords = new LongAdder();

  private final Meters.Counter skipped;

  /**
   * Creates an empty index.
   *
   * @param spam the authors whose events searches leave out
   */
  LiveFilterIndex(SpamAuthors spam, Meters meters) {
    this.spam = spam;
    skipped =
        meters.counter(
            "heliograph_live_searches_skipped_total",
            "Live searches not tested against an event because they took too much work");
    Arrays.setAll(stripes, i -> new Postings());
  }

  /** Returns the number of subscriptions. */
  long size() {
    return size.sum();
  }

  /** Returns the number of values under which filters are entered. */
  long postings() {
    long sum = 0;
    for (Postings stripe : stripes) {
      sum += stripe.size();
    }
    return sum;
  }

  /** Adds a subscription; events are matched against it from now on. */
  void add(Subscription subscription) {
    List<LiveFilter> entered = new ArrayList<>(1);
    for (NostrFilter filter : subscription.filters()) {
      if (!filter.matchesNothing()) {
        entered.add(new LiveFilter(subscription, filter));
      }
    }
    subscription.entered(entered.toArray(LiveFilter[]::new));
    size.increment();
    for (LiveFilter filter : entered) {
      if (isUnderWords(filter)) {
        underWords.increment();
      }
      long[] keys = keys(filter);
      int[] places = new int[keys.length];
      for (int i = 0; i < keys.length; i++) {
        places[i] = stripe(keys[i]).add(keys[i], filter);
      }
      filter.places(places);
    }
  }

  /** Removes a subscription; called once for each that was added. */
  void remove(Subscription subscription) {
    size.decrement();
    for (LiveFilter filter : subscription.entered()) {
      long[] keys = keys(filter);
      int[] places = filter.places();
      for (int i = 0; i < keys.length; i++) {
        stripe(keys[i]).remove(keys[i], places[i]);
      }
      if (isUnderWords(filter)) {
        underWords.decrement();
      }
    }
  }

  private Postings stripe(long key) {
    return stripes[(int) (key >>> 58)];
  }

  /** Returns the keys of a filter: always the same, in the same order. */
  private long[] keys(LiveFilter live) {
    NostrFilter filter = live.filter();
    KindSet kinds = filter.kinds();
    if (!filter.ids().isAll()) {
      return keys(ID, filter.ids());
    }
    if (!filter.tags().isEmpty()) {
      return tagKeys(filter);
    }
    if (!filter.authors().isAll()) {
      return keys(AUTHOR, filter.authors());
    }
    if (isUnderWords(live)) {
      return new long[] {wordKey(Objects.requireNonNull(live.query()))};
    }
    return kinds.isAll() ? new long[] {hash.of(ANY, 0)} : kindKeys(kinds);
  }

  private static boolean isUnderWords(LiveFilter live) {
    NostrFilter filter = live.filter();
    SearchQuery query = live.query();
    return query != null
        && !(query.anchor().isEmpty() && query.beginning().isEmpty())
        && filter.ids().isAll()
        && filter.tags().isEmpty()
        && filter.authors().isAll();
  }

  private long wordKey(SearchQuery query) {
    String anchor = query.anchor();
    return anchor.isEmpty()
        ? hash.of(BEGINNING, query.beginning(), SearchQuery.BEGINNING_MIN)
        : hash.of(WORD, anchor, anchor.length());
  }

  private long[] keys(int space, KeySet set) {
    long[] keys = new long[set.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = hash.of(space, set.word(i, 0), set.word(i, 1), set.word(i, 2), set.word(i, 3));
    }
    return keys;
  }

  private long[] tagKeys(NostrFilter filter) {
    TagCondition tag = filter.tags().getFirst();
    for (TagCondition other : filter.tags()) {
      tag = other.size() < tag.size() ? other : tag;
    }
    long[] keys = new long[tag.size()];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      if (i == 0 || tag.hash(i) != tag.hash(i - 1)) {
        keys[count++] = hash.of(TAG + tag.letter(), tag.hash(i));
      }
    }
    return Arrays.copyOf(keys, count);
  }

  private long[] kindKeys(KindSet kinds) {
    long[] keys = new long[kinds.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = hash.of(KIND, kinds.kind(i));
    }
    return keys;
  }

  /** Returns the subscriptions with a filter that {@code event} matches, each once. */
  List<Subscription> matching(NostrEvent event) {
    PackedEvent packed = event.packed();
    EventTags tags = new EventTags(packed);
    LiveSearches searches = new LiveSearches(event, spam);
    List<LiveFilter> found = new ArrayList<>();
    collect(
        hash.of(ID, packed.idWord(0), packed.idWord(1), packed.idWord(2), packed.idWord(3)), found);
    collect(
        hash.of(
            AUTHOR,
            packed.pubkeyWord(0),
            packed.pubkeyWord(1),
            packed.pubkeyWord(2),
            packed.pubkeyWord(3)),
        found);
    collect(hash.of(KIND, packed.kind()), found);
    collect(hash.of(ANY, 0), found);
    int once = found.size();
    for (int place = 0; place < tags.size(); place++) {
      if (!tags.isRepeated(packed, place)) {
        collect(hash.of(TAG + tags.letter(packed, place), tags.hash(place)), found);
      }
    }
    if (underWords.sum() > 0) {
      collectByWords(searches.words(), found);
    }
    return matching(packed, tags, searches, found, once);
  }

  private void collect(long key, List<LiveFilter> found) {
    stripe(key).collect(key, found);
  }

  private void collectByWords(EventWords words, List<LiveFilter> found) {
    String before = "";
    for (int i = 0; i < words.distinct(); i++) {
      String word = words.word(i);
      collect(hash.of(WORD, word, word.length()), found);
      if (word.length() >= SearchQuery.BEGINNING_MIN
          && !word.regionMatches(0, before, 0, SearchQuery.BEGINNING_MIN)) {
        collect(hash.of(BEGINNING, word, SearchQuery.BEGINNING_MIN), found);
        before = word;
      }
    }
  }

  /**
   * Tests the filters that were found; those that search come last.
   *
   * @param once the number of filters at the front that cannot be found twice
   */
  private List<Subscription> matching(
      PackedEvent event, EventTags tags, LiveSearches searches, List<LiveFilter> found, int once) {
    List<Subscription> matching = new ArrayList<>();
    List<LiveFilter> searching = new ArrayList<>(0);
    Set<Object> several = Collections.newSetFromMap(new IdentityHashMap<>(1));
    for (int i = 0; i < found.size(); i++) {
      LiveFilter live = found.get(i);
      if (i >= once && live.places().length > 1 && !several.add(live)) {
        continue; // found before under another value of the event
      }
      if (live.filter().matches(event, tags)) {
        if (live.query() != null) {
          searching.add(live);
        } else {
          add(live, several, matching);
        }
      }
    }
    List<LiveFilter> unfinished = search(searching, searches, several, matching);
    if (!unfinished.isEmpty()) {
      searches.startSecondRound();
      search(unfinished, searches, several, matching);
    }
    if (searches.skipped() > 0) {
      skipped.add(searches.skipped());
    }
    return matching;
  }

  /** Tests filters that search; returns those for which there was not enough work. */
  private static List<LiveFilter> search(
      List<LiveFilter> searching,
      LiveSearches searches,
      Set<Object> several,
      List<Subscription> matching) {
    List<LiveFilter> unfinished = new ArrayList<>(0);
    for (int i = 0; i < searching.size(); i++) {
      LiveFilter live = searching.get(i);
      if (live.isOneOfSeveral() && several.contains(live.subscription())) {
        continue; // another filter of the subscription matches
      }
      switch (searches.test(live)) {
        case FOUND -> add(live, several, matching);
        case NOT_FOUND -> {}
        case UNFINISHED -> unfinished.add(live);
      }
    }
    return unfinished;
  }

  private static void add(LiveFilter live, Set<Object> several, List<Subscription> matching) {
    if (!live.isOneOfSeveral() || several.add(live.subscription())) {
      matching.add(live.subscription());
    }
  }
}
