package heliograph.search;

import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Splits words further than Unicode does.
 *
 * <pre>
 * 비트코인은    비 트 코 인 은                     a word each, in a row: scripts without spaces
 * GitHub       github (git, hub)               parts share the position of the whole
 * l'amour      lamour (amour)
 * </pre>
 *
 * <p>A query has only whole words, an event also their parts, so that {@code hub} and {@code amour}
 * are found, and {@code github} and {@code dont} in any case and with any apostrophe. A word of too
 * many parts is a code, not a name, and is not split. Confined to one thread.
 */
final class WordParts extends TokenFilter {
  /** Whether parts of words are wanted. */
  enum Mode {
    TEXT,
    QUERY
  }

  /** The maximum number of parts; a word of more is not split. */
  private static final int PARTS_MAX = 6;

  private static final int PART_LENGTH_MIN = 2;

  private record Part(String text, int step) {}

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
  private final Deque<Part> waiting = new ArrayDeque<>();
  private final Mode mode;

  WordParts(TokenStream input, Mode mode) {
    super(input);
    this.mode = mode;
  }

  @Override
  public void reset() throws IOException {
    super.reset();
    waiting.clear();
  }

  @Override
  public boolean incrementToken() throws IOException {
    if (waiting.isEmpty()) {
      if (!input.incrementToken()) {
        return false;
      }
      if (!isCut()) {
        return true;
      }
      cut(term.toString());
    }
    Part part = waiting.remove();
    term.setEmpty().append(part.text);
    step.setPositionIncrement(part.step);
    return true;
  }

  /**
   * Returns true if the word is to be split; most words have only small letters and digits and are
   * not.
   */
  private boolean isCut() {
    char[] word = term.buffer();
    for (int i = 0; i < term.length(); i++) {
      char c = word[i];
      if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
        return true;
      }
    }
    return false;
  }

  private void cut(String word) {
    int from = 0;
    int at = 0;
    while (at < word.length()) {
      int point = word.codePointAt(at);
      int end = at + Character.charCount(point);
      if (isUnspaced(point)) {
        whole(word.substring(from, at));
        while (end < word.length() && isMark(word.codePointAt(end))) {
          end += Character.charCount(word.codePointAt(end));
        }
        waiting.add(new Part(word.substring(at, end), 1));
        from = end;
      }
      at = end;
    }
    whole(word.substring(from));
  }

  private static boolean isUnspaced(int point) {
    if (point < 0xe00) {
      return false;
    }
    return switch (UnicodeScript.of(point)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR, TAI_LE, BOPOMOFO -> true;
      default -> point == 0x30fc; // the mark of a long vowel
    };
  }

  private static boolean isMark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  /** Splits a word into the whole without apostrophes, and its parts. */
  private void whole(String word) {
    String whole = word.replace("'", "");
    if (whole.isEmpty()) {
      return;
    }
    waiting.add(new Part(whole, 1));
    if (mode == Mode.TEXT) {
      Deque<Part> parts = new ArrayDeque<>();
      int from = 0;
      int count = 0;
      for (int i = 1; i <= word.length(); i++) {
        if (i == word.length() || isBoundary(word, i)) {
          String part = word.substring(from, i).replace("'", "");
          if (part.length() >= PART_LENGTH_MIN && part.length() < whole.length()) {
            parts.add(new Part(part, 0));
          }
          from = i;
          count++;
        }
      }
      if (count <= PARTS_MAX) {
        waiting.addAll(parts);
      }
    }
  }

  /**
   * Returns true before an apostrophe, before a capital after a small letter, and before a capital
   * that begins a word.
   */
  private static boolean isBoundary(String word, int at) {
    char c = word.charAt(at);
    char before = word.charAt(at - 1);
    if (c == '\'') {
      return true;
    }
    return Character.isUpperCase(c)
        && (Character.isLowerCase(before)
            || Character.isUpperCase(before)
                && at + 1 < word.length()
                && Character.isLowerCase(word.charAt(at + 1)));
  }
}
