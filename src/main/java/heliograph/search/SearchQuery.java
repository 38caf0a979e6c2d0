package heliograph.search;

import heliograph.event.NostrEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A parsed NIP-50 search string. Immutable.
 *
 * <pre>
 * orange juice       both words, anywhere in the event's text
 * "orange juice"     these words in a row; a missing closing quote is at the end
 * blood-orange 東京   several words that are written as one: also in a row
 * orange jui         the last word, while it is typed: also words with this beginning
 * include:spam       an extension: kept apart if known, ignored if not
 * </pre>
 *
 * <p>An extension is a run without white space or quotes that is a key of lower-case ASCII letters,
 * a colon and a value that is not empty and does not begin with a slash. So {@code https://x},
 * {@code 12:30} and {@code Re:} are words. {@code nostr:npub1…} is a word too, without its {@code
 * nostr:} (NIP-21).
 *
 * <p>The last word is a beginning if it has {@link #BEGINNING_MIN} letters or more and is followed
 * only by extensions, without a space at the end.
 *
 * <p>Words beyond {@link #WORDS_MAX} are ignored, so the query never finds less. A string without
 * words or only with extensions matches everything. A string of only punctuation ("???") matches
 * nothing, because punctuation is never indexed.
 *
 * @param phrases the phrases, all of which an event must have; a word is a phrase of one
 * @param beginning the beginning that a word of the event must also have; empty if none
 * @param matchesNothing whether the string asks for something that cannot be found
 * @param extensions the known ones by key, the first of each
 */
public record SearchQuery(
    List<List<String>> phrases,
    String beginning,
    boolean matchesNothing,
    Map<String, String> extensions) {

  /** The maximum number of words of a query. */
  public static final int WORDS_MAX = 64;

  /** The minimum number of letters of a beginning; fewer are the beginning of too many words. */
  public static final int BEGINNING_MIN = 3;

  /** The query of an empty string, which matches everything. */
  public static final SearchQuery EVERYTHING = new SearchQuery(List.of(), "", false, Map.of());

  private static final String REFERENCE = "nostr:";

  /** The maximum number of runs of characters that are read for words, including repeated ones. */
  private static final int RUNS_MAX = 1_000;

  private static final Set<String> KNOWN =
      Set.of("include", "domain", "language", "sentiment", "nsfw");

  public SearchQuery {
    phrases = phrases.stream().map(List::copyOf).distinct().toList();
    extensions = Map.copyOf(extensions);
  }

  /** Parses a string; every string is valid. */
  public static SearchQuery parse(String text) {
    Set<List<String>> phrases = new LinkedHashSet<>();
    Map<String, String> extensions = new TreeMap<>();
    Words.Cutter cutter = new Words.Cutter(WordParts.Mode.QUERY);
    boolean asked = false;
    List<String> last = List.of();
    int room = WORDS_MAX;
    int runs = RUNS_MAX;
    int at = 0;
    while (at < text.length()) {
      boolean quoted = text.charAt(at) == '"';
      int from = quoted ? at + 1 : at;
      int to = quoted ? closing(text, from) : wordEnd(text, from);
      String run = text.substring(from, to);
      at = Math.max(to, at + 1);
      if (quoted) {
        at = to + 1;
      }
      int colon = quoted ? -1 : extensionColon(run);
      if (colon > 0) {
        String key = run.substring(0, colon);
        if (KNOWN.contains(key)) {
          extensions.putIfAbsent(key, run.substring(colon + 1));
        }
      } else if (!run.isBlank() && room > 0 && runs > 0) {
        runs--;
        asked = true;
        String plain = run.startsWith(REFERENCE) ? run.substring(REFERENCE.length()) : run;
        List<String> words = cutter.first(room, plain);
        boolean isNew = !words.isEmpty() && phrases.add(words);
        room -= isNew ? words.size() : 0;
        last = isNew && !quoted && isBeginning(words) ? words : List.of();
      }
    }
    boolean nothing = asked && runs > 0 && phrases.isEmpty();
    boolean typing = !last.isEmpty() && !isSpace(text.charAt(text.length() - 1));
    if (typing) {
      phrases.remove(last);
    }
    String beginning = typing ? last.getFirst() : "";
    return new SearchQuery(List.copyOf(phrases), beginning, nothing, extensions);
  }

  private static boolean isBeginning(List<String> words) {
    return words.size() == 1 && words.getFirst().length() >= BEGINNING_MIN;
  }

  private static int closing(String text, int from) {
    int quote = text.indexOf('"', from);
    return quote < 0 ? text.length() : quote;
  }

  /** Returns the end of the run without white space or quotes from {@code from}. */
  private static int wordEnd(String text, int from) {
    int to = from;
    while (to < text.length() && text.charAt(to) != '"' && !isSpace(text.charAt(to))) {
      to++;
    }
    return to;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** Returns the index of the colon of an extension; −1 if the run is not one. */
  private static int extensionColon(String run) {
    int colon = run.indexOf(':');
    if (colon < 1 || colon == run.length() - 1 || run.charAt(colon + 1) == '/') {
      return -1;
    }
    for (int i = 0; i < colon; i++) {
      if (run.charAt(i) < 'a' || run.charAt(i) > 'z') {
        return -1;
      }
    }
    return run.startsWith(REFERENCE) ? -1 : colon;
  }

  /** Returns true if every searchable event matches: the store's own scan answers this as well. */
  public boolean matchesEverything() {
    return !hasWords() && !matchesNothing;
  }

  /** Returns true if there is a word to search for. */
  boolean hasWords() {
    return !phrases.isEmpty() || !beginning.isEmpty();
  }

  /** Returns true if the client also wants spam; see {@link SpamAuthors}. */
  public boolean includesSpam() {
    return "spam".equals(extensions.get("include"));
  }

  /** Returns true if a search would find this event once it is indexed. Used for live events. */
  public boolean matches(NostrEvent event) {
    return matches(new EventWords(event));
  }

  /** Returns whether the query matches an event whose words are split already. */
  public boolean matches(EventWords event) {
    return matches(event, SearchWork.unbounded());
  }

  /**
   * Returns whether the query matches the event; also false if the work is used up before it is
   * known.
   */
  public boolean matches(EventWords event, SearchWork work) {
    if (matchesNothing || !event.searchable()) {
      return false;
    }
    for (int i = 0; i < phrases.size(); i++) {
      if (!event.contains(phrases.get(i), work)) {
        return false;
      }
    }
    return beginning.isEmpty() || event.containsBeginning(beginning, work);
  }

  /**
   * Returns a word that every matching event has; empty if there is none. It is the longest word,
   * which is usually the rarest.
   */
  public String anchor() {
    String longest = "";
    for (List<String> phrase : phrases) {
      for (String word : phrase) {
        longest = word.length() > longest.length() ? word : longest;
      }
    }
    return longest;
  }
}
