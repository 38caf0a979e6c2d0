package heliograph.search;

import heliograph.event.NostrEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The words of one event, made once to be held against many live searches. Immutable after
 * construction.
 */
public final class EventWords {
  private final boolean searchable;
  private final List<List<String>> parts = new ArrayList<>();
  private final Set<String> words = new HashSet<>();

  public EventWords(NostrEvent event) {
    searchable = EventText.isSearchable(event.kind());
    for (String part : EventText.of(event)) {
      List<String> list = Words.of(part, Integer.MAX_VALUE);
      parts.add(list);
      words.addAll(list);
    }
  }

  boolean searchable() {
    return searchable;
  }

  /** True if these words stand in a row within one part. */
  boolean contains(List<String> phrase) {
    for (int i = 0; i < phrase.size(); i++) {
      if (!words.contains(phrase.get(i))) {
        return false;
      }
    }
    return phrase.size() == 1 || inARow(phrase);
  }

  /** By Knuth, Morris and Pratt: however words repeat, each is looked at about once. */
  private boolean inARow(List<String> phrase) {
    int[] borders = borders(phrase);
    for (List<String> part : parts) {
      int matched = 0;
      for (String word : part) {
        while (matched > 0 && !word.equals(phrase.get(matched))) {
          matched = borders[matched - 1];
        }
        if (word.equals(phrase.get(matched))) {
          matched++;
        }
        if (matched == phrase.size()) {
          return true;
        }
      }
    }
    return false;
  }

  /** For each word of a phrase how much of its beginning ends there, short of all. */
  private static int[] borders(List<String> phrase) {
    int[] borders = new int[phrase.size()];
    for (int i = 1; i < borders.length; i++) {
      int matched = borders[i - 1];
      while (matched > 0 && !phrase.get(i).equals(phrase.get(matched))) {
        matched = borders[matched - 1];
      }
      borders[i] = phrase.get(i).equals(phrase.get(matched)) ? matched + 1 : 0;
    }
    return borders;
  }
}
