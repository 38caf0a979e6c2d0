package heliograph.subscription;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.filter.KeySet;
import heliograph.filter.KindSet;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import heliograph.search.EventWords;
import heliograph.search.SearchQuery;
import heliograph.search.SpamAuthors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The filters of all live subscriptions, found by what an event is rather than tried one by one.
 *
 * <pre>
 * Each filter is entered under the values of one of its conditions, the most telling it has:
 *
 *   ids ▸ a tag ▸ authors ▸ kinds ▸ none
 *
 * An event looks up its own id, tag values, author and kind, and tests the filters found there in
 * full. Values are the keys of hash maps; what shares a value shares a bucket. An entry knows its
 * place in its bucket, so leaving costs no search however many share it.
 * </pre>
 *
 * <p>Thread-safe: a bucket's monitor guards its entries; joining and leaving go through the map's
 * own locking, so that a bucket found empty can go.
 */
final class LiveFilterIndex {
  /** One filter under one value. */
  static final class Entry {
    private final Subscription subscription;
    private final NostrFilter filter;
    private final Object key;
    private final @Nullable SearchQuery query;
    private int place;

    private Entry(
        Subscription subscription, NostrFilter filter, @Nullable SearchQuery query, Object key) {
      this.subscription = subscription;
      this.filter = filter;
      this.query = query;
      this.key = key;
    }
  }

  private record TagKey(int letter, long hash) {}

  private enum Any {
    EVENT
  }

  /** Entries that share a value; a dense array in no order. */
  private static final class Bucket {
    private Entry[] entries = new Entry[1];
    private int size;

    private synchronized void add(Entry entry) {
      if (size == entries.length) {
        entries = Arrays.copyOf(entries, 2 * size);
      }
      entry.place = size;
      entries[size++] = entry;
    }

    private synchronized boolean removeLeavesNone(Entry entry) {
      Entry last = entries[--size];
      entries[entry.place] = last;
      last.place = entry.place;
      Arrays.fill(entries, size, size + 1, null);
      return size == 0;
    }

    private synchronized void match(PackedEvent event, Matches matches) {
      for (int i = 0; i < size; i++) {
        Entry entry = entries[i];
        if (entry.filter.matches(event)
            && (entry.query == null || matches.isFoundBy(entry.query, entry.filter))) {
          matches.add(entry);
        }
      }
    }
  }

  /** Subscriptions that an event matches, each once. Confined to one look-up. */
  private static final class Matches {
    private final List<Subscription> found = new ArrayList<>();
    private final Set<Subscription> several = new HashSet<>(0);
    private final NostrEvent event;
    private final SpamAuthors spam;
    private @Nullable EventWords words;

    private Matches(NostrEvent event, SpamAuthors spam) {
      this.event = event;
      this.spam = spam;
    }

    private boolean isFoundBy(SearchQuery query, NostrFilter filter) {
      return query.matches(words()) && !spam.isLeftOut(event.packed(), query, filter);
    }

    /** The words of the event, made when the first search asks (NIP-50). */
    private EventWords words() {
      if (words == null) {
        words = new EventWords(event);
      }
      return words;
    }

    /** Adds a subscription that may have been found before: by another filter, or a tag twice. */
    private void add(Entry entry) {
      Subscription subscription = entry.subscription;
      boolean once = subscription.entries().length == 1 && !(entry.key instanceof TagKey);
      if (once || several.add(subscription)) {
        found.add(subscription);
      }
    }
  }

  private final SpamAuthors spam;
  private final Map<Object, Bucket> buckets = new ConcurrentHashMap<>();
  private final LongAdder size = new LongAdder();

  /**
   * Empty.
   *
   * @param spam whose events searches leave out
   */
  LiveFilterIndex(SpamAuthors spam) {
    this.spam = spam;
  }

  /** Number of subscriptions. */
  long size() {
    return size.sum();
  }

  /** Enters a subscription; events are matched against it from here on. */
  void add(Subscription subscription) {
    List<Entry> entries = new ArrayList<>(1);
    for (NostrFilter filter : subscription.filters()) {
      if (!filter.matchesNothing()) {
        SearchQuery query = filter.search().map(SearchQuery::parse).orElse(null);
        for (Object key : keys(filter)) {
          entries.add(new Entry(subscription, filter, query, key));
        }
      }
    }
    subscription.entries(entries.toArray(Entry[]::new));
    size.increment();
    for (Entry entry : entries) {
      buckets.compute(
          entry.key,
          (key, bucket) -> {
            Bucket target = bucket == null ? new Bucket() : bucket;
            target.add(entry);
            return target;
          });
    }
  }

  /** Takes a subscription out; called once for each. */
  void remove(Subscription subscription) {
    size.decrement();
    for (Entry entry : subscription.entries()) {
      buckets.computeIfPresent(
          entry.key, (key, bucket) -> bucket.removeLeavesNone(entry) ? null : bucket);
    }
  }

  private static List<Object> keys(NostrFilter filter) {
    List<Object> keys = new ArrayList<>(1);
    KeySet ids = filter.ids();
    KeySet authors = filter.authors();
    KindSet kinds = filter.kinds();
    if (!ids.isAll()) {
      for (int i = 0; i < ids.size(); i++) {
        keys.add(new EventId(ids.word(i, 0), ids.word(i, 1), ids.word(i, 2), ids.word(i, 3)));
      }
    } else if (!filter.tags().isEmpty()) {
      TagCondition tag = filter.tags().getFirst();
      for (TagCondition other : filter.tags()) {
        tag = other.size() < tag.size() ? other : tag;
      }
      for (int i = 0; i < tag.size(); i++) {
        if (i == 0 || tag.hash(i) != tag.hash(i - 1)) {
          keys.add(new TagKey(tag.letter(), tag.hash(i)));
        }
      }
    } else if (!authors.isAll()) {
      for (int i = 0; i < authors.size(); i++) {
        keys.add(
            new PublicKey(
                authors.word(i, 0), authors.word(i, 1), authors.word(i, 2), authors.word(i, 3)));
      }
    } else if (!kinds.isAll()) {
      for (int i = 0; i < kinds.size(); i++) {
        keys.add(kinds.kind(i));
      }
    } else {
      keys.add(Any.EVENT);
    }
    return keys;
  }

  /** The subscriptions with a filter that {@code event} matches, each once. */
  List<Subscription> matching(NostrEvent event) {
    PackedEvent packed = event.packed();
    Matches matches = new Matches(event, spam);
    match(event.id(), packed, matches);
    match(event.pubkey(), packed, matches);
    match(event.kind(), packed, matches);
    match(Any.EVENT, packed, matches);
    Set<TagKey> tried = new HashSet<>(); // an event may have the same tag thousands of times
    for (int tag = 0; tag < packed.indexedTagCount(); tag++) {
      TagKey key = new TagKey(packed.tagLetter(tag), packed.tagHash(tag));
      if (tried.add(key)) {
        match(key, packed, matches);
      }
    }
    return matches.found;
  }

  private void match(Object key, PackedEvent event, Matches matches) {
    Bucket bucket = buckets.get(key);
    if (bucket != null) {
      bucket.match(event, matches);
    }
  }
}
