package heliograph.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * The number of events that have a word, in one state of the index. Reads the dictionary of each
 * segment with one cursor for all words of a search, because a new cursor allocates some kilobytes
 * for each word and segment. Events that were removed count until their segment is merged. Confined
 * to one thread.
 */
final class WordCounts {
  private final List<TermsEnum> dictionaries = new ArrayList<>();
  private final long events;

  WordCounts(IndexReader reader, String field) throws IOException {
    long sum = 0;
    for (LeafReaderContext segment : reader.leaves()) {
      Terms terms = segment.reader().terms(field);
      if (terms != null) {
        sum += terms.getDocCount();
        dictionaries.add(terms.iterator());
      }
    }
    events = sum;
  }

  /** Returns the number of events that have any word. */
  long events() {
    return events;
  }

  /** Returns the number of events that have this word. */
  long eventsWith(String word) throws IOException {
    BytesRef term = new BytesRef(word);
    long with = 0;
    for (TermsEnum dictionary : dictionaries) {
      if (dictionary.seekExact(term)) {
        with += dictionary.docFreq();
      }
    }
    return with;
  }
}
