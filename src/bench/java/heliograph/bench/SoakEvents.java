package heliograph.bench;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The stream of events of a long load: of twenty, two profiles, two articles, two deletions, one
 * ephemeral event and thirteen notes. Authors take turns with what is replaced, so that two
 * versions are never unanswered at the same time. Confined to one thread.
 */
final class SoakEvents {
  /**
   * An event and what it does to an earlier one.
   *
   * @param author its author's number
   * @param ended the first half of the id of the event that it deletes or replaces; 0 for none
   * @param isStored whether the relay keeps it
   */
  record Generated(NostrEvent event, int author, long ended, boolean isStored) {}

  private record Candidate(EventId id, int author, long acknowledged) {}

  private static final int ARTICLES = 5;
  private static final int CANDIDATES_MAX = 1_000;

  /** A deletion comes after its target has been handed out. */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Corpus corpus;
  private final Deque<Candidate> candidates = new ArrayDeque<>();
  private final Map<String, Generated> versions = new HashMap<>();
  private long number;
  private int profiles;
  private int articles;

  SoakEvents(Corpus corpus) {
    this.corpus = corpus;
  }

  /** Generates the next event. */
  Generated next() {
    long seconds = System.currentTimeMillis() / 1_000;
    long turn = number++;
    int author = (int) (turn * 7 % corpus.authors());
    return switch ((int) (turn % 20)) {
      case 0, 10 -> version(profiles++, 0, "", seconds);
      case 3, 13 ->
          version(articles++, 30_023, "a" + articles / corpus.authors() % ARTICLES, seconds);
      case 6, 16 -> deletion(author, turn, seconds);
      case 8 ->
          new Generated(
              corpus.event(author, seconds, 20_001, List.of(), "" + turn), author, 0, false);
      default -> new Generated(corpus.note(author, turn, seconds), author, 0, true);
    };
  }

  private Generated version(int turn, int kind, String name, long seconds) {
    int author = turn % corpus.authors();
    String address = kind + ":" + author + ":" + name;
    Generated before = versions.get(address);
    long createdAt = before == null ? seconds : Math.max(seconds, before.event().createdAt() + 1);
    List<List<String>> tags = kind == 0 ? List.of() : List.of(List.of("d", name));
    NostrEvent event = corpus.event(author, createdAt, kind, tags, "version " + turn);
    Generated generated =
        new Generated(event, author, before == null ? 0 : before.event().id().a(), true);
    versions.put(address, generated);
    return generated;
  }

  private Generated deletion(int author, long turn, long seconds) {
    Candidate target = candidates.peek();
    if (target == null || System.nanoTime() - target.acknowledged() < REST_NANOS) {
      return new Generated(corpus.note(author, turn, seconds), author, 0, true);
    }
    candidates.remove();
    List<List<String>> tags = List.of(List.of("e", target.id().hex()), List.of("k", "1"));
    NostrEvent event = corpus.event(target.author(), seconds, 5, tags, "" + turn);
    return new Generated(event, target.author(), target.id().a(), true);
  }

  /** The relay has taken it; some of the notes are going to be deleted. */
  void acknowledged(Generated generated) {
    boolean chosen = generated.event().kind() == 1 && generated.event().id().d() % 4 == 0;
    if (chosen && candidates.size() < CANDIDATES_MAX) {
      candidates.add(new Candidate(generated.event().id(), generated.author(), System.nanoTime()));
    }
  }
}
