package heliograph.search;

import java.io.IOException;
import java.io.StringReader;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Text to words, the same for events and queries. Unicode word boundaries (UAX #29), one word for
 * each ideograph and each emoji; compatibility forms, case and accents do not count (NFKC, ASCII
 * folding); a colon always parts words, which UAX #29 alone would not do. Thread-safe.
 */
final class Words {
  /** Lies between the parts of one event, so that no phrase reaches over them. */
  static final int PART_GAP = 100;

  private Words() {}

  /** The form of a text that {@link #analyzer} expects. */
  static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).replace(':', ' ');
  }

  /** The first {@code max} words of a text. Keeps nothing per thread, unlike an analyzer. */
  static List<String> of(String text, int max) {
    List<String> words = new ArrayList<>();
    StandardTokenizer tokenizer = new StandardTokenizer();
    tokenizer.setReader(new StringReader(normal(text)));
    try (TokenStream stream = folded(tokenizer)) {
      CharTermAttribute word = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (words.size() < max && stream.incrementToken()) {
        words.add(word.toString());
      }
    } catch (IOException e) {
      throw new SearchException("a string could not be read", e);
    }
    return words;
  }

  private static TokenStream folded(StandardTokenizer tokenizer) {
    return new LowerCaseFilter(new ASCIIFoldingFilter(tokenizer));
  }

  /** The same for the index writer; it is given text in its normal form. */
  static Analyzer analyzer() {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer tokenizer = new StandardTokenizer();
        return new TokenStreamComponents(tokenizer, folded(tokenizer));
      }

      @Override
      public int getPositionIncrementGap(String field) {
        return PART_GAP;
      }
    };
  }
}
