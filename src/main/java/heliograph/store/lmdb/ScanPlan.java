package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.filter.KeySet;
import heliograph.filter.KindSet;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import heliograph.store.layout.IndexKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a filter is answered: the index that is read, and the prefixes.
 *
 * <pre>
 * ids                                   point look-ups
 * a narrow tag (e a q E A, or p alone)  TAG, one stream a value
 * authors × kinds ≤ 1000                AUTHOR_KIND, one stream a pair
 * authors                               AUTHOR, one stream an author
 * any tag                               TAG
 * kinds                                 KIND, one stream a kind
 * nothing                               TIME
 * </pre>
 *
 * <p>Every candidate is confirmed against the whole filter, so the choice decides speed only.
 */
record ScanPlan(IndexKey index, List<IndexStream> streams) {
  private static final int AUTHOR_KIND_STREAMS_MAX = 1_000;
  private static final String NARROW_TAGS = "eaqEA";

  static ScanPlan of(NostrFilter filter) {
    KeySet authors = filter.authors();
    KindSet kinds = filter.kinds();
    TagCondition tag = narrowest(filter);
    boolean byTag =
        tag != null
            && (authors.isAll()
                || NARROW_TAGS.indexOf(tag.letter()) >= 0 && tag.size() <= authors.size());
    List<byte[]> prefixes = new ArrayList<>();
    IndexKey index;
    if (byTag && tag != null) {
      index = IndexKey.TAG;
      for (int i = 0; i < tag.size(); i++) {
        if (i == 0 || tag.hash(i) != tag.hash(i - 1)) {
          prefixes.add(IndexKey.tagPrefix(tag.letter(), tag.hash(i)));
        }
      }
    } else if (!authors.isAll()) {
      index = byAuthor(authors, kinds, prefixes);
    } else if (!kinds.isAll()) {
      index = IndexKey.KIND;
      for (int i = 0; i < kinds.size(); i++) {
        prefixes.add(IndexKey.kindPrefix(kinds.kind(i)));
      }
    } else {
      index = IndexKey.TIME;
      prefixes.add(new byte[0]);
    }
    return new ScanPlan(index, streams(filter, prefixes));
  }

  private static IndexKey byAuthor(KeySet authors, KindSet kinds, List<byte[]> prefixes) {
    boolean pairs = !kinds.isAll() && authors.size() * kinds.size() <= AUTHOR_KIND_STREAMS_MAX;
    for (int i = 0; i < authors.size(); i++) {
      if (i > 0 && authors.word(i, 0) == authors.word(i - 1, 0)) {
        continue; // one stream serves all keys that share their first eight bytes
      }
      if (!pairs) {
        prefixes.add(IndexKey.authorPrefix(authors.word(i, 0)));
        continue;
      }
      for (int kind = 0; kind < kinds.size(); kind++) {
        prefixes.add(IndexKey.authorKindPrefix(authors.word(i, 0), kinds.kind(kind)));
      }
    }
    return pairs ? IndexKey.AUTHOR_KIND : IndexKey.AUTHOR;
  }

  private static @Nullable TagCondition narrowest(NostrFilter filter) {
    TagCondition best = null;
    for (TagCondition tag : filter.tags()) {
      if (best == null || rank(tag) < rank(best)) {
        best = tag;
      }
    }
    return best;
  }

  private static int rank(TagCondition tag) {
    int breadth = NARROW_TAGS.indexOf(tag.letter()) >= 0 ? 1 : tag.letter() == 'p' ? 20 : 100;
    return breadth * tag.size();
  }

  private static List<IndexStream> streams(NostrFilter filter, List<byte[]> prefixes) {
    int limit = filter.limit() < 0 ? 1_000 : Math.max(1, filter.limit());
    int share = limit / Math.max(1, prefixes.size());
    int depth = Math.min(limit, Math.clamp(share, 2, 64));
    List<IndexStream> streams = new ArrayList<>(prefixes.size());
    for (byte[] prefix : prefixes) {
      streams.add(new IndexStream(prefix, filter.until(), depth));
    }
    return streams;
  }

  /** Returns the id at {@code index} of a set. */
  static EventId id(KeySet ids, int index) {
    return new EventId(
        ids.word(index, 0), ids.word(index, 1), ids.word(index, 2), ids.word(index, 3));
  }
}
