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

  private boolean inARow(List<String> phrase) {
    for (List<String> part : parts) {
      for (int from = 0; from <= part.size() - phrase.size(); from++) {
        if (part.subList(from, from + phrase.size()).equals(phrase)) {
          return true;
        }
      }
    }
    return false;
  }
}
