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
 * The live searches (NIP-50) that one event is held against, within bounds: the event is cut into
 * words once, and testing takes no more than {@link #ADDRESS_WORK_MAX} steps for the filters of one
 * address and {@link #WORK_MAX} in all, some milliseconds. There are two rounds: in the first each
 * address has {@link #FIRST_WORK_MAX}, so that the ordinary searches of everybody come before the
 * costly ones of a few. Searches beyond are not held against this event; they are counted. An
 * ordinary search takes ten to thirty steps. Confined to one look-up.
 */
final class LiveSearches {
  /** Steps for all searches. */
  static final int WORK_MAX = 2_000_000;

  /** Steps for the searches of one address. */
  static final int ADDRESS_WORK_MAX = 200_000;

  /** Steps for the searches of one address in the first round. */
  static final int FIRST_WORK_MAX = 2_000;

  /** What a test came to. */
  enum Answer {
    FOUND,
    NOT_FOUND,
    /** Its work is used up. */
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

  /** Returns the words of the event, made when the first search asks. */
  EventWords words() {
    EventWords made = words;
    if (made == null) {
      made = new EventWords(event);
      words = made;
    }
    return made;
  }

  /** Starts the second round, for the searches that the first left unfinished. */
  void goOn() {
    byAddress.clear();
    perAddress = ADDRESS_WORK_MAX;
  }

  /** Returns whether a filter's search finds the event, as far as there is work left for it. */
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

  /** Steps left for all searches; a little under 0 once they are used up. */
  int left() {
    return left;
  }

  /** Searches that were not held against the event to the end. */
  int skipped() {
    return skipped;
  }
}
