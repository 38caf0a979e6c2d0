package heliograph.subscription;

import heliograph.event.NostrEvent;
import heliograph.policy.AddressBucket;
import heliograph.search.EventWords;
import heliograph.search.SearchQuery;
import heliograph.search.SearchWork;
import heliograph.search.SpamAuthors;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tests live searches (NIP-50) against one event, within bounds: the event is split into words
 * once, and testing takes at most {@link #ADDRESS_WORK_MAX} steps for the filters of one address
 * and {@link #WORK_MAX} steps in total, some milliseconds. There are two rounds: in the first each
 * address has {@link #FIRST_WORK_MAX} steps, so that the ordinary searches of all clients come
 * before the costly ones of a few. Searches beyond the bounds are not tested against this event,
 * and are counted. An ordinary search takes ten to thirty steps. Confined to one look-up.
 */
final class LiveSearches {
  /** The maximum number of steps for all searches. */
  static final int WORK_MAX = 2_000_000;

  /** The maximum number of steps for the searches of one address. */
  static final int ADDRESS_WORK_MAX = 200_000;

  /** The maximum number of steps for the searches of one address in the first round. */
  static final int FIRST_WORK_MAX = 2_000;

  /** The result of a test. */
  enum Answer {
    FOUND,
    NOT_FOUND,
    /** The steps for it were used up. */
    UNFINISHED
  }

  private final NostrEvent event;
  private final SpamAuthors spam;
  private final Map<AddressBucket, SearchWork> byAddress = new HashMap<>(0);
  private @Nullable EventWords words;
  private int perAddress = FIRST_WORK_MAX;
  private int left = WORK_MAX;
  private int skipped;

  LiveSearches(NostrEvent event, SpamAuthors spam) {
    this.event = event;
    this.spam = spam;
  }

  /** Returns the words of the event, which are split when the first search asks for them. */
  EventWords words() {
    EventWords made = words;
    if (made == null) {
      made = new EventWords(event);
      words = made;
    }
    return made;
  }

  /** Starts the second round, for the searches that the first left unfinished. */
  void startSecondRound() {
    byAddress.clear();
    perAddress = ADDRESS_WORK_MAX;
  }

  /** Returns whether a filter's search finds the event, if there are enough steps left to tell. */
  Answer test(LiveFilter live) {
    SearchQuery query = live.query();
    if (query == null) {
      return Answer.FOUND;
    }
    SearchWork work =
        byAddress.computeIfAbsent(
            live.subscription().address(), address -> new SearchWork(perAddress));
    int before = work.left();
    boolean found = before > 0 && left > 0 && query.matches(words(), work);
    boolean unfinished = !found && (work.left() == 0 || left <= 0);
    left -= before - work.left();
    if (unfinished) {
      skipped += perAddress == ADDRESS_WORK_MAX ? 1 : 0;
      return Answer.UNFINISHED;
    }
    return found && !spam.isLeftOut(event.packed(), query, live.filter())
        ? Answer.FOUND
        : Answer.NOT_FOUND;
  }

  /** Returns the steps left for all searches; a little under 0 once they are used up. */
  int left() {
    return left;
  }

  /** Returns the number of searches that were not fully tested against the event. */
  int skipped() {
    return skipped;
  }
}
