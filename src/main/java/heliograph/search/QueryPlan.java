package heliograph.search;

import heliograph.event.NostrEvent;
import heliograph.filter.KeySet;
import heliograph.filter.KindSet;
import heliograph.filter.NostrFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * The index's layout, and a search as Lucene runs it. Immutable.
 *
 * <pre>
 * text        words and their positions, not stored
 * id          32 bytes: a term, and a doc value for ties and for the hit itself
 * pubkey      32 bytes: a term
 * kind         2 bytes: a term; a rare word then skips through it, as it could not with points
 * created_at   i64: points and a doc value
 *
 * score = Σ idf(w) · tf(w) / (tf(w) + k1 · (1 - b + b · length / average))       over all words w
 *       + 0.1 · Σ idf(w) · pivot / (pivot + age)                                 pivot = 30 days
 * </pre>
 *
 * <p>The first line is BM25 with k1 = 1.2 and b = 0.75, and never exceeds Σ idf. So the second, a
 * tenth of that at most, decides between texts of nearly equal relevance and does not rank a new
 * text above a clearly better old one, however common the words. It is a sum because Lucene can
 * then still skip events that cannot be among the best. Age is the distance from now, to either
 * side.
 */
record QueryPlan(Query query, Sort sort, boolean scored) {
  private static final String TEXT = "text";
  private static final String ID = "id";
  private static final String PUBKEY = "pubkey";
  private static final String KIND = "kind";
  private static final String CREATED_AT = "created_at";

  private static final float RECENCY_WEIGHT = 0.1f;
  private static final float BEGINNING_WEIGHT = 0.01f;
  private static final long PIVOT_SECONDS = 30L * 24 * 60 * 60;

  /** Plans a search on one state of the index. */
  static QueryPlan of(SearchQuery search, NostrFilter filter, IndexReader reader, long now)
      throws IOException {
    boolean scored = search.hasWords();
    List<SortField> order = new ArrayList<>();
    if (scored) {
      order.add(SortField.FIELD_SCORE);
    }
    order.add(LongField.newSortField(CREATED_AT, true, SortedNumericSelector.Type.MAX));
    order.add(new SortField(ID, SortField.Type.STRING_VAL));
    Sort sort = new Sort(order.toArray(SortField[]::new));
    if (search.matchesNothing() || filter.matchesNothing()) {
      return new QueryPlan(MatchNoDocsQuery.INSTANCE, sort, scored);
    }
    WordCounts counts = new WordCounts(reader, TEXT);
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    double weight = 0;
    for (List<String> phrase : search.phrases()) {
      all.add(words(phrase), Occur.MUST);
      for (String word : phrase) {
        long with = counts.eventsWith(word);
        if (with == 0) {
          return new QueryPlan(MatchNoDocsQuery.INSTANCE, sort, scored);
        }
        weight += idf(counts.events(), with);
      }
    }
    if (!search.beginning().isEmpty()) {
      all.add(beginning(search.beginning()), Occur.MUST);
      weight += idf(counts.events(), counts.eventsWith(search.beginning()));
    }
    if (scored) {
      float recency = (float) (RECENCY_WEIGHT * weight);
      all.add(
          LongField.newDistanceFeatureQuery(CREATED_AT, recency, now, PIVOT_SECONDS), Occur.SHOULD);
    } else {
      all.add(MatchAllDocsQuery.INSTANCE, Occur.MUST);
    }
    narrow(all, filter);
    return new QueryPlan(all.build(), sort, scored);
  }

  private static void narrow(BooleanQuery.Builder all, NostrFilter filter) {
    if (!filter.kinds().isAll()) {
      all.add(new TermInSetQuery(KIND, kinds(filter.kinds())), Occur.FILTER);
    }
    if (!filter.authors().isAll()) {
      all.add(new TermInSetQuery(PUBKEY, keys(filter.authors())), Occur.FILTER);
    }
    if (!filter.ids().isAll()) {
      all.add(new TermInSetQuery(ID, keys(filter.ids())), Occur.FILTER);
    }
    if (filter.since() != Long.MIN_VALUE || filter.until() != Long.MAX_VALUE) {
      all.add(LongField.newRangeQuery(CREATED_AT, filter.since(), filter.until()), Occur.FILTER);
    }
  }

  private static Query words(List<String> phrase) {
    return phrase.size() == 1
        ? new TermQuery(new Term(TEXT, phrase.get(0)))
        : new PhraseQuery(TEXT, phrase.toArray(String[]::new));
  }

  /**
   * Returns a query for words with this beginning. The word itself scores like any other; longer
   * words are found, but score almost 0.
   */
  private static Query beginning(String word) {
    Query longer = new ConstantScoreQuery(new PrefixQuery(new Term(TEXT, word)));
    return new BooleanQuery.Builder()
        .add(new TermQuery(new Term(TEXT, word)), Occur.SHOULD)
        .add(new BoostQuery(longer, BEGINNING_WEIGHT), Occur.SHOULD)
        .build();
  }

  /**
   * Returns the inverse document frequency as Lucene computes it, so that the recency weight has
   * the same scale.
   */
  private static double idf(long events, long with) {
    return Math.log1p((events - with + 0.5) / (with + 0.5));
  }

  private static List<BytesRef> keys(KeySet set) {
    List<BytesRef> keys = new ArrayList<>(set.size());
    for (int i = 0; i < set.size(); i++) {
      ByteBuffer key = ByteBuffer.allocate(32);
      for (int word = 0; word < 4; word++) {
        key.putLong(set.word(i, word));
      }
      keys.add(new BytesRef(key.array()));
    }
    return keys;
  }

  private static List<BytesRef> kinds(KindSet set) {
    List<BytesRef> kinds = new ArrayList<>(set.size());
    for (int i = 0; i < set.size(); i++) {
      kinds.add(kind(set.kind(i)));
    }
    return kinds;
  }

  private static BytesRef kind(int kind) {
    return new BytesRef(new byte[] {(byte) (kind >> 8), (byte) kind});
  }

  /** Returns the term that names one event. */
  static Term idTerm(byte[] id) {
    return new Term(ID, new BytesRef(id));
  }

  /** Returns the document of an event. */
  static Document document(NostrEvent event) {
    BytesRef id = new BytesRef(event.id().bytes());
    Document document = new Document();
    document.add(new StringField(ID, id, Store.NO));
    document.add(new BinaryDocValuesField(ID, id));
    document.add(new StringField(PUBKEY, new BytesRef(event.pubkey().bytes()), Store.NO));
    document.add(new StringField(KIND, kind(event.kind()), Store.NO));
    document.add(new LongField(CREATED_AT, event.createdAt(), Store.NO));
    for (String part : EventText.of(event)) {
      document.add(new TextField(TEXT, Words.normal(part), Store.NO));
    }
    return document;
  }
}
