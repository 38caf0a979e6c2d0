package heliograph.bench;

import heliograph.event.NostrEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Publishing as fast as a relay takes it, until the relay is killed. Confined to one thread. */
final class TortureRound {
  private static final int PUBLISHERS = 4;

  /** Below the relay's verify queue, so that it refuses nothing. */
  private static final int UNANSWERED_MAX = 8_192;

  private final Corpus corpus;
  private final long since;
  private final KeptEvents kept;
  private final Map<Long, NostrEvent> unanswered = new HashMap<>();
  private int number;

  /**
   * Prepares to publish.
   *
   * @param since seconds; the first note's time
   * @param kept learns what is acknowledged
   */
  TortureRound(Corpus corpus, long since, KeptEvents kept) {
    this.corpus = corpus;
    this.since = since;
    this.kept = kept;
  }

  /** Publishes for so long and kills the relay in the midst of it. */
  void run(RelayProcess relay, Duration time) throws InterruptedException {
    Faults faults = new Faults();
    try (LinkLoop loop = new LinkLoop(relay.webSocket())) {
      Publishers publishers = new Publishers(faults, this::answered);
      publishers.open(loop, PUBLISHERS);
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() - end < 0) {
        if (unanswered.size() < UNANSWERED_MAX) {
          NostrEvent event = corpus.note(number, since);
          unanswered.put(event.id().a(), event);
          publishers.publish(number, PreparedEvents.message(event));
          number++;
        }
        loop.turn(0);
      }
      relay.kill();
      for (int i = 0; i < 100 && loop.openLinks() > 0; i++) {
        loop.turn(10_000_000); // answers that were on their way count
      }
      unanswered.clear();
    }
  }

  private void answered(long id, boolean taken, boolean duplicate, long now) {
    NostrEvent event = unanswered.remove(id);
    if (event != null && taken) {
      kept.acknowledged(event);
    }
  }
}
