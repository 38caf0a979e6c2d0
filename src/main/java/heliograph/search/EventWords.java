package heliograph.search;

import heliograph.event.NostrEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words of one event and their positions, split once and compared with many searches.
 * Immutable.
 *
 * <pre>
 * text    the different words, sorted, one after the other
 * starts  where each word begins in text
 * ends    where the places of each word end in places
 * places  the positions of each word, ascending; with a gap between the parts of the event
 * </pre>
 *
 * <p>A phrase is found from the places of its rarest word, so its cost depends on how often that
 * word occurs and not on the length of the text.
 */
public final class EventWords {
  private final boolean searchable;
  private final String text;
  private final int[] starts;
  private final int[] ends;
  private final int[] places;

  public EventWords(NostrEvent event) {
    searchable = EventText.isSearchable(event.kind());
    List<Word> all = new ArrayList<>();
    Words.Cutter cutter = new Words.Cutter(WordParts.Mode.TEXT);
    int base = 0;
    for (String part : EventText.of(event)) {
      int first = base;
      cutter.each(part, (word, position) -> all.add(new Word(word, first + position)));
      base = (all.isEmpty() ? 0 : all.getLast().place) + 1 + Words.PART_GAP;
    }
    Word[] sorted = all.toArray(Word[]::new);
    Arrays.sort(sorted);
    places = new int[sorted.length];
    StringBuilder distinct = new StringBuilder();
    int[] wordStarts = new int[sorted.length];
    int[] wordEnds = new int[sorted.length];
    int count = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || !sorted[i].word.equals(sorted[i - 1].word)) {
        wordStarts[count++] = distinct.length();
        distinct.append(sorted[i].word);
      }
      places[i] = sorted[i].place;
      wordEnds[count - 1] = i + 1;
    }
    text = distinct.toString();
    starts = Arrays.copyOf(wordStarts, count);
    ends = Arrays.copyOf(wordEnds, count);
  }

  /** Returns the approximate number of bytes of heap that it takes. */
  public int bytes() {
    return 150 + 2 * text.length() + 4 * (starts.length + ends.length + places.length);
  }

  /** A word and its position. */
  private record Word(String word, int place) implements Comparable<Word> {
    @Override
    public int compareTo(Word other) {
      int order = word.compareTo(other.word);
      return order != 0 ? order : Integer.compare(place, other.place);
    }
  }

  boolean searchable() {
    return searchable;
  }

  /** Returns the number of different words. */
  public int distinct() {
    return starts.length;
  }

  /** Returns the {@code index}-th of the different words, ascending. */
  public String word(int index) {
    return text.substring(starts[index], textEnd(index));
  }

  /** Returns true if a word has this beginning, unless the work is used up before. */
  boolean containsBeginning(String beginning, SearchWork work) {
    int low = 0;
    int high = starts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, beginning) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return work.spend(SearchWork.LOOK_UP)
        && low < starts.length
        && text.startsWith(beginning, starts[low])
        && textEnd(low) - starts[low] >= beginning.length();
  }

  private int textEnd(int word) {
    return word + 1 < starts.length ? starts[word + 1] : text.length();
  }

  /** Returns the index of a word; negative if the event does not have it. */
  private int find(String word) {
    int low = 0;
    int high = starts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(middle, word);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Compares two words in the order of {@code String.compareTo}. */
  private int compare(int word, String other) {
    int start = starts[word];
    int length = textEnd(word) - start;
    for (int i = 0; i < Math.min(length, other.length()); i++) {
      int order = Character.compare(text.charAt(start + i), other.charAt(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(length, other.length());
  }

  private int start(int word) {
    return word == 0 ? 0 : ends[word - 1];
  }

  /**
   * Returns true if these words are consecutive within one part, unless the work is used up before.
   */
  boolean contains(List<String> phrase, SearchWork work) {
    int[] wanted = new int[phrase.size()];
    int rarest = 0;
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = find(phrase.get(i));
      if (!work.spend(SearchWork.LOOK_UP) || wanted[i] < 0) {
        return false;
      }
      if (occurrences(wanted[i]) < occurrences(wanted[rarest])) {
        rarest = i;
      }
    }
    if (wanted.length == 1) {
      return true;
    }
    for (int at = start(wanted[rarest]); at < ends[wanted[rarest]]; at++) {
      if (isAt(wanted, places[at] - rarest, work)) {
        return true;
      }
      if (work.left() == 0) {
        return false;
      }
    }
    return false;
  }

  private int occurrences(int word) {
    return ends[word] - start(word);
  }

  private boolean isAt(int[] phrase, int place, SearchWork work) {
    for (int i = 0; i < phrase.length; i++) {
      if (!work.spend(SearchWork.POSITION)
          || Arrays.binarySearch(places, start(phrase[i]), ends[phrase[i]], place + i) < 0) {
        return false;
      }
    }
    return true;
  }
}
