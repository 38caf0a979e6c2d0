package heliograph.bench;

import heliograph.event.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clients no relay is spared: those that come, ask and go within seconds, half of them without
 * a word, and those that ask for everything and do not read. Confined to one thread.
 */
final class Crowd {
  private record Visit(Link link, long end, boolean polite) {}

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int VISITS_PER_SECOND = 5;
  private static final int VISIT_SECONDS_MAX = 8;
  private static final int STALLED = 4;
  private static final long STALL_NANOS = 20 * SECOND;
  private static final int STALLED_BYTES = 4_096;

  private final List<PublicKey> pubkeys;
  private final Random random;
  private final Faults faults;
  private final PriorityQueue<Visit> visits =
      new PriorityQueue<>(Comparator.comparingLong(Visit::end));
  private final @Nullable Link[] stalled = new Link[STALLED];
  private final long[] stalledUntil = new long[STALLED];
  private long nextVisit;
  private long visitors;
  private long stalls;

  Crowd(List<PublicKey> pubkeys, Random random, Faults faults) {
    this.pubkeys = pubkeys;
    this.random = random;
    this.faults = faults;
  }

  /** A relay has started: nobody is here yet. */
  void begin(long now) {
    visits.clear();
    nextVisit = now;
    for (int i = 0; i < STALLED; i++) {
      stalled[i] = null;
      stalledUntil[i] = now + i * STALL_NANOS / STALLED;
    }
  }

  /** Does what is due. */
  void act(LinkLoop loop, long now) {
    for (; nextVisit - now <= 0; nextVisit += SECOND / VISITS_PER_SECOND) {
      long stay = SECOND + random.nextLong(VISIT_SECONDS_MAX * SECOND);
      visits.add(new Visit(loop.open(new Visitor()), now + stay, random.nextBoolean()));
      visitors++;
    }
    for (Visit visit = visits.peek(); visit != null && visit.end() - now <= 0; ) {
      visits.remove();
      if (visit.polite()) {
        visit.link().close();
      } else {
        visit.link().abort();
      }
      visit = visits.peek();
    }
    for (int i = 0; i < STALLED; i++) {
      if (stalledUntil[i] - now <= 0) {
        Link before = stalled[i];
        if (before != null) {
          before.abort();
        }
        stalled[i] = loop.open(new Sleeper(), STALLED_BYTES);
        stalledUntil[i] = now + STALL_NANOS;
        stalls++;
      }
    }
  }

  long visitors() {
    return visitors;
  }

  long stalls() {
    return stalls;
  }

  private final class Visitor implements LinkListener {
    @Override
    public void opened(Link link) {
      String author = pubkeys.get(random.nextInt(pubkeys.size())).hex();
      link.send(
          "[\"REQ\",\"1\",{\"authors\":[\"" + author + "\"],\"limit\":50}]",
          "[\"REQ\",\"2\",{\"kinds\":[1],\"limit\":10}]");
    }

    @Override
    public void message(Link link, byte[] bytes, int from, int to) {}

    @Override
    public void closed(Link link, String reason) {
      faults.closed("a visitor", reason);
    }
  }

  /** Asks for all there is and all that comes, and then hangs; how that ends is the relay's. */
  private static final class Sleeper implements LinkListener {
    @Override
    public void opened(Link link) {
      link.send("[\"REQ\",\"1\",{\"limit\":5000}]", "[\"REQ\",\"2\",{\"kinds\":[1]}]");
      link.stall();
    }

    @Override
    public void message(Link link, byte[] bytes, int from, int to) {}
  }
}
