package heliograph.bench;

import heliograph.crypto.Schnorr;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Honest clients beside an attack: they publish, listen and ask at a steady pace, first while it is
 * quiet, then under attack, and everything that was acknowledged is asked for at the end. Latencies
 * count from when something was due. Confined to one thread.
 */
final class HostileRun {
  private static final int AUTHORS = 200;
  private static final int PUBLISHERS = 40;
  private static final int ASKERS = 20;
  private static final int SUBSCRIPTIONS = 3;
  private static final int EVENTS_PER_SECOND = 40;
  private static final int QUESTIONS_PER_SECOND = 20;
  private static final int PARTS = 4;
  private static final String THREADS = "jvm_threads";

  /** What the server's pool may have grown by; threads that wait for attackers are beyond. */
  private static final int THREADS_KEPT_MAX = 40;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Corpus corpus;
  private final List<PublicKey> pubkeys = new ArrayList<>();
  private final List<InetAddress> sources;
  private final int listeners;
  private final Random random;
  private final Consumer<String> news;
  private final Faults faults = new Faults();
  private final DeliveryLedger ledger = new DeliveryLedger();
  private final KeptEvents kept;
  private final Map<Long, NostrEvent> unanswered = new HashMap<>();
  private final Queries queries;
  private final Audience audience;
  private String refusal = "";
  private long refused;
  private long threadsKept;
  private long published;
  private long asked;

  /**
   * What came of a run.
   *
   * @param lines the figures, to be printed
   * @param faults what must not be: lost, altered, undelivered, unanswered, closed
   */
  record Outcome(List<String> lines, List<String> faults) {
    Outcome {
      lines = List.copyOf(lines);
      faults = List.copyOf(faults);
    }
  }

  /** The attack, which starts when the honest clients have been alone for a while. */
  @FunctionalInterface
  interface Assault {
    /** Starts it for so long. */
    Attackers start(Duration time) throws IOException;
  }

  /** Those who attack; they end by themselves. */
  interface Attackers {
    /** Returns true once the attack has begun, or has failed to. */
    boolean haveBegun();

    /** Returns true once the attackers are gone. */
    boolean isOver();
  }

  /**
   * Prepares the honest clients.
   *
   * @param sources the addresses they come from, in turn
   * @param listeners how many listen, beside those that publish and ask
   */
  HostileRun(
      Schnorr schnorr, List<InetAddress> sources, int listeners, long seed, Consumer<String> news) {
    this.sources = List.copyOf(sources);
    this.listeners = listeners;
    this.news = news;
    random = new Random(seed);
    corpus = new Corpus(schnorr, ~seed, AUTHORS);
    for (int i = 0; i < AUTHORS; i++) {
      pubkeys.add(corpus.pubkey(i));
    }
    kept = new KeptEvents(Integer.MAX_VALUE, 0, random);
    queries = new Queries(faults, pubkeys, random, false);
    audience = Audience.ofAuthors(pubkeys, listeners, SUBSCRIPTIONS, random);
  }

  /**
   * Runs to the end: a quarter as long in quiet, then under attack. The collections that the
   * figures of the heap take are paid by the latencies.
   */
  Outcome run(RelayProcess relay, Assault assault, Duration attack)
      throws IOException, InterruptedException {
    OpenFiles.require(listeners + PUBLISHERS + ASKERS + 100);
    List<String> lines = new ArrayList<>();
    try (LinkLoop loop = new LinkLoop(relay.webSocket(), sources)) {
      new Listeners(loop, audience, ledger, faults).open();
      Publishers publishers = new Publishers(faults, this::answered);
      publishers.open(loop, PUBLISHERS);
      queries.open(loop, ASKERS);
      news.accept("quiet: %,d honest clients".formatted(loop.openLinks()));
      double threads = relay.figure(THREADS);
      List<Long> heaps = new ArrayList<>();
      heaps.add(relay.heapAfterCollection());
      serve(relay, loop, publishers, attack.dividedBy(PARTS));
      lines.add(figures("quiet", Latency::total));
      news.accept(lines.getLast());
      Attackers attackers = assault.start(attack);
      while (!attackers.haveBegun()) {
        loop.turn(SECOND / 10); // their process takes a while on a busy machine
      }
      ledger.acceptance().restart();
      queries.latency().restart();
      double cpuBefore = relay.processorSeconds();
      for (int part = 1; part <= PARTS; part++) {
        serve(relay, loop, publishers, attack.dividedBy(PARTS));
        heaps.add(relay.heapAfterCollection());
        news.accept(
            "%s%n          heap MB %d"
                .formatted(
                    figures(part + " of " + PARTS, Latency::interval), heaps.getLast() >> 20));
      }
      lines.add(figures("attacked", Latency::total));
      lines.add(
          "relay's processor seconds under attack %.1f"
              .formatted(relay.processorSeconds() - cpuBefore));
      settle(loop);
      refusal = publishers.lastRefusal();
      faults.expectEnds(true);
      awaitOnly(loop, relay, attackers);
      threadsKept = Math.round(relay.figure(THREADS) - threads);
      lines.add("relay's threads more than before the attack %d".formatted(threadsKept));
      heaps.add(relay.heapAfterCollection());
      lines.add(
          heaps.stream()
              .map(heap -> Long.toString(heap >> 20))
              .collect(
                  Collectors.joining(
                      ", ",
                      "relay's heap after a collection MB: ",
                      " (quiet, by quarters, attackers gone)")));
    }
    DurabilityCheck.Findings found = DurabilityCheck.check(relay.webSocket(), kept);
    lines.add(
        "acknowledged %,d, asked for %,d: %,d missing, %,d altered"
            .formatted(kept.acknowledged(), found.checked(), found.missing(), found.altered()));
    return new Outcome(lines, problems(found));
  }

  private String figures(String when, Function<Latency, Latency.Figures> which) {
    return "%-8s  OK ms %s%n          REQ ms %s"
        .formatted(when, which.apply(ledger.acceptance()), which.apply(queries.latency()));
  }

  private List<String> problems(DurabilityCheck.Findings found) {
    List<String> problems = new ArrayList<>();
    if (found.faults() > 0) {
      problems.add(found.faults() + " acknowledged events LOST OR ALTERED");
    }
    if (!unanswered.isEmpty()) {
      problems.add(unanswered.size() + " honest events were never answered");
    }
    if (refused > 0) {
      problems.add(refused + " honest events were refused, the last one: " + refusal);
    }
    if (queries.refused() > 0 || queries.unanswered() > 0) {
      problems.add(
          "%d honest questions were refused, %d not answered"
              .formatted(queries.refused(), queries.unanswered()));
    }
    if (threadsKept > THREADS_KEPT_MAX) {
      problems.add(threadsKept + " threads more than before, though the attackers have gone");
    }
    faults.reasons().forEach(reason -> problems.add("closed: " + reason));
    return problems;
  }

  private void answered(long id, boolean taken, boolean duplicate, long now) {
    ledger.answered(id, taken, duplicate, now);
    NostrEvent event = unanswered.remove(id);
    if (event != null && taken) {
      kept.acknowledged(event);
    } else if (!taken) {
      refused++;
    }
  }

  private void serve(RelayProcess relay, LinkLoop loop, Publishers publishers, Duration time) {
    long born = System.nanoTime();
    long end = born + time.toNanos();
    long firstEvent = published;
    long firstQuestion = asked;
    long now = born;
    while (now - end < 0) {
      if (!relay.isAlive()) {
        throw new IllegalStateException("THE RELAY HAS ENDED; see its relay.log");
      }
      long due = born + (published - firstEvent) * SECOND / EVENTS_PER_SECOND;
      if (due - now <= 0) {
        publish(publishers, due);
      }
      long dueQuestion = born + (asked - firstQuestion) * SECOND / QUESTIONS_PER_SECOND;
      if (dueQuestion - now <= 0) {
        queries.ask(dueQuestion);
        asked++;
      }
      loop.turn(Math.min(Math.min(due, dueQuestion) - System.nanoTime(), SECOND / 10));
      now = System.nanoTime();
    }
  }

  private void publish(Publishers publishers, long due) {
    int author = random.nextInt(AUTHORS);
    NostrEvent event = corpus.note(author, published, System.currentTimeMillis() / 1_000);
    unanswered.put(event.id().a(), event);
    ledger.sent(event.id().a(), due, audience.expected(author));
    publishers.publish(published++, PreparedEvents.message(event));
  }

  /** Waits for what is outstanding. */
  private void settle(LinkLoop loop) {
    long end = System.nanoTime() + 60 * SECOND;
    while ((!unanswered.isEmpty() || !queries.isSettled()) && System.nanoTime() - end < 0) {
      loop.turn(SECOND / 10);
    }
    queries.writeOff(System.nanoTime());
  }

  /** Waits until the attackers and their connections are gone, two minutes at most. */
  private void awaitOnly(LinkLoop loop, RelayProcess relay, Attackers attackers)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + 120 * SECOND;
    while ((!attackers.isOver() || relay.figure("heliograph_connections") > loop.openLinks())
        && System.nanoTime() - end < 0) {
      loop.turn(SECOND);
    }
  }
}
