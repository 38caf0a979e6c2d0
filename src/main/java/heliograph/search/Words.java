package heliograph.search;

import java.io.IOException;
import java.io.StringReader;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.fa.PersianNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Splits text into words, for events and queries. Words end at Unicode word boundaries (UAX #29),
 * and also at a dot, a colon, a comma and an underscore, so that parts of host names and file names
 * are words. Each character of a script that is written without spaces is a word, and each emoji.
 * Compatibility forms, case, accents, vowel points, skin tones and the script of digits are
 * ignored. In events, parts of words are words as well ({@link WordParts}). Thread-safe.
 */
final class Words {
  /** The gap of positions between the parts of an event, so that no phrase spans two parts. */
  static final int PART_GAP = 100;

  private Words() {}

  /** Receives the words of a text in order. */
  @FunctionalInterface
  interface Taker {
    /**
     * Receives a word; parts of a word share its position.
     *
     * @param position 0 for the first
     */
    void take(String word, int position);
  }

  /** Returns the form of a text that {@link #analyzer} expects. */
  static String normal(String text) {
    String folded = isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKD);
    StringBuilder normal = new StringBuilder(folded.length());
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (c == ',' && isThousands(folded, i)) {
        continue;
      }
      switch (c) {
        case ':', '.', ',', '_' -> normal.append(' ');
        case '\u2019', '\u02bc' -> normal.append('\'');
        case '\u03c2' -> normal.append('\u03c3'); // sigma at the end of a word
        default -> {
          if (!isMark(c) && !isSkinTone(folded, i)) {
            normal.append(c);
          }
        }
      }
    }
    return isAscii(text) ? normal.toString() : Normalizer.normalize(normal, Normalizer.Form.NFKC);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Returns true if the comma at a position separates thousands, as in 21,000,000. */
  private static boolean isThousands(String text, int at) {
    return at > 0
        && Character.isDigit(text.charAt(at - 1))
        && at + 3 < text.length()
        && Character.isDigit(text.charAt(at + 1))
        && Character.isDigit(text.charAt(at + 2))
        && Character.isDigit(text.charAt(at + 3))
        && (at + 4 == text.length() || !Character.isDigit(text.charAt(at + 4)));
  }

  /**
   * Returns true for accents, Hebrew and Arabic points, variation selectors, soft hyphens and word
   * joiners.
   */
  private static boolean isMark(char c) {
    return c >= 0x300 && c <= 0x36f
        || c >= 0x591 && c <= 0x5c7 && Character.getType(c) == Character.NON_SPACING_MARK
        || c >= 0x610 && c <= 0x6ed && Character.getType(c) == Character.NON_SPACING_MARK
        || c == 0xad
        || c == 0x200c
        || c == 0xfe0e
        || c == 0xfe0f;
  }

  /** Returns true for U+1F3FB to U+1F3FF, of which both surrogates are left out. */
  private static boolean isSkinTone(String text, int at) {
    char c = text.charAt(at);
    if (c == '\ud83c') {
      return at + 1 < text.length() && isLowTone(text.charAt(at + 1));
    }
    return isLowTone(c) && at > 0 && text.charAt(at - 1) == '\ud83c';
  }

  private static boolean isLowTone(char c) {
    return c >= '\udffb' && c <= '\udfff';
  }

  /**
   * Splits texts into words, one text after another with the same buffers. Confined to one thread;
   * uses no thread-local state.
   */
  static final class Cutter {
    private final StandardTokenizer tokenizer = new StandardTokenizer();
    private final TokenStream stream;
    private final CharTermAttribute word;
    private final PositionIncrementAttribute step;

    /** Creates one for queries, which have only whole words, or for events. */
    Cutter(WordParts.Mode mode) {
      stream = folded(new WordParts(tokenizer, mode));
      word = stream.addAttribute(CharTermAttribute.class);
      step = stream.addAttribute(PositionIncrementAttribute.class);
    }

    /** Returns the first {@code max} words of a text. */
    List<String> first(int max, String text) {
      List<String> words = new ArrayList<>();
      cut(text, max, (next, position) -> words.add(next));
      return words;
    }

    /** Passes all words of a text to {@code taker}. */
    void each(String text, Taker taker) {
      cut(text, Integer.MAX_VALUE, taker);
    }

    private void cut(String text, int max, Taker taker) {
      tokenizer.setReader(new StringReader(normal(text)));
      try (TokenStream words = stream) {
        words.reset();
        int position = -1;
        for (int i = 0; i < max && words.incrementToken(); i++) {
          position += step.getPositionIncrement();
          taker.take(word.toString(), position);
        }
      } catch (IOException e) {
        throw new SearchException("a string could not be read", e);
      }
    }
  }

  private static TokenStream folded(TokenStream words) {
    TokenStream arabic = new PersianNormalizationFilter(new ArabicNormalizationFilter(words));
    return new LowerCaseFilter(new ASCIIFoldingFilter(new DecimalDigitFilter(arabic)));
  }

  /** Returns the analyzer of the index writer, which receives text in its normal form. */
  static Analyzer analyzer() {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer tokenizer = new StandardTokenizer();
        return new TokenStreamComponents(
            tokenizer, folded(new WordParts(tokenizer, WordParts.Mode.TEXT)));
      }

      @Override
      public int getPositionIncrementGap(String field) {
        return PART_GAP;
      }
    };
  }
}
