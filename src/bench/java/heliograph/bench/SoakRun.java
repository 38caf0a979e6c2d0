package heliograph.bench;

import heliograph.bench.KeptEvents.State;
import heliograph.bench.SoakEvents.Generated;
import heliograph.crypto.Schnorr;
import heliograph.event.PublicKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A mixed load for a long time against a relay of its own, which is killed now and then.
 *
 * <p>While a relay lives, everything is due at fixed moments, whatever became of what was due
 * before. After a kill the clock of what is due stands still until the next relay serves; what was
 * unanswered is in doubt and not asked for. What was acknowledged is asked for at each start.
 */
final class SoakRun {
  private static final int AUTHORS = 200;
  private static final int PUBLISHERS = 4;
  private static final int ASKERS = 4;
  private static final int KEPT_NEWEST = 20_000;
  private static final int KEPT_OLDER = 20_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** What is not answered or delivered by then is lost. */
  private static final long PATIENCE_NANOS = 30 * SECOND;

  private final SoakPlan plan;
  private final BooleanSupplier stopped;
  private final Consumer<String> news;
  private final Faults faults = new Faults();
  private final DeliveryLedger ledger = new DeliveryLedger();
  private final KeptEvents kept;
  private final SoakEvents events;
  private final Audience audience;
  private final Queries queries;
  private final Crowd crowd;
  private final Map<Long, Generated> unanswered = new HashMap<>();
  private DurabilityCheck.Findings findings = DurabilityCheck.Findings.NONE;
  private long acceptedBytes;
  private int lives;
  private long started;
  private long born;
  private long nextSample;
  private long nextCollection;
  private String refusal = "";

  /**
   * Prepares a run.
   *
   * @param stopped is asked whether to come to an end early
   * @param news is given lines of progress
   */
  SoakRun(SoakPlan plan, Schnorr schnorr, BooleanSupplier stopped, Consumer<String> news) {
    this.plan = plan;
    this.stopped = stopped;
    this.news = news;
    Random random = new Random(plan.seed());
    Corpus corpus = new Corpus(schnorr, plan.seed(), AUTHORS);
    List<PublicKey> pubkeys = new ArrayList<>();
    for (int i = 0; i < AUTHORS; i++) {
      pubkeys.add(corpus.pubkey(i));
    }
    kept = new KeptEvents(KEPT_NEWEST, KEPT_OLDER, random);
    events = new SoakEvents(corpus);
    audience = Audience.ofAuthors(pubkeys, plan.connections(), plan.subscriptions(), random);
    queries = new Queries(faults, pubkeys, random, true);
    crowd = new Crowd(pubkeys, random, faults);
  }

  /** Runs to the end, or until it is stopped; the relay is stopped in order at last. */
  SoakReport run() throws IOException, InterruptedException {
    OpenFiles.require(plan.connections() + PUBLISHERS + ASKERS + 100);
    started = System.nanoTime();
    long remaining = plan.duration().toNanos();
    boolean inOrder = true;
    try (Sampler sampler = new Sampler(plan.data(), plan.csv(), news)) {
      boolean last = false;
      while (!last) {
        RelayProcess relay = new RelayProcess(plan.home(), plan.data(), plan.port());
        try {
          last = live(relay, sampler, remaining);
          remaining -= plan.killEvery().toNanos();
          if (last) {
            sampler.finish();
            inOrder = relay.stop();
          }
        } finally {
          relay.kill();
        }
      }
      return new SoakReport(
          Trend.of(sampler.finish()),
          ledger,
          queries,
          crowd,
          kept.acknowledged(),
          findings,
          faults,
          lives,
          inOrder,
          refusal);
    }
  }

  /** One relay's life; true if it was the last, as so many nanoseconds remained. */
  private boolean live(RelayProcess relay, Sampler sampler, long remaining)
      throws IOException, InterruptedException {
    relay.awaitReady();
    lives++;
    recall(relay);
    faults.expectEnds(false);
    try (LinkLoop loop = new LinkLoop(relay.webSocket())) {
      new Listeners(loop, audience, ledger, faults).open();
      Publishers publishers = new Publishers(faults, this::answered);
      publishers.open(loop, PUBLISHERS);
      queries.open(loop, ASKERS);
      born = System.nanoTime();
      crowd.begin(born);
      long span = plan.killEvery().toNanos();
      boolean isLast = span == 0 || span >= remaining;
      load(relay, loop, publishers, sampler, born + (isLast ? remaining : span));
      boolean last = isLast || stopped.getAsBoolean();
      if (last) {
        settle(loop);
      }
      faults.expectEnds(true);
      if (last) {
        recall(relay);
      } else {
        news.accept("killing relay " + lives + ", " + unanswered.size() + " events unanswered");
        relay.kill();
      }
      refusal = publishers.lastRefusal().isEmpty() ? refusal : publishers.lastRefusal();
      ledger.forget();
      queries.forget();
      unanswered.clear();
      return last;
    }
  }

  private void recall(RelayProcess relay) {
    DurabilityCheck.Findings found = DurabilityCheck.check(relay.webSocket(), kept);
    findings = findings.plus(found);
    if (found.checked() > 0) {
      news.accept(
          "relay %d: asked for %,d of %,d acknowledged events: %,d missing, %,d altered, %,d resurrected"
              .formatted(
                  lives,
                  found.checked(),
                  kept.acknowledged(),
                  found.missing(),
                  found.altered(),
                  found.resurrected()));
    }
  }

  private void load(
      RelayProcess relay, LinkLoop loop, Publishers publishers, Sampler sampler, long end) {
    long published = 0;
    long asked = 0;
    nextSample = born + plan.sampleEvery().toNanos();
    nextCollection = nextSample;
    long now = System.nanoTime();
    while (now - end < 0 && !stopped.getAsBoolean()) {
      if (!relay.isAlive()) {
        throw new IllegalStateException("the relay has ended by itself; see its relay.log");
      }
      long due = born + published * SECOND / plan.rate();
      for (; due - now <= 0; due = born + published * SECOND / plan.rate()) {
        publish(publishers, published++, due);
      }
      long dueQuery = born + asked * SECOND / plan.queries();
      for (; dueQuery - now <= 0; dueQuery = born + asked * SECOND / plan.queries()) {
        queries.ask(dueQuery);
        asked++;
      }
      crowd.act(loop, now);
      if (now - nextSample >= 0) {
        sample(relay, sampler, now);
      }
      loop.turn(Math.min(Math.min(due, dueQuery) - System.nanoTime(), SECOND / 10));
      now = System.nanoTime();
    }
  }

  private void publish(Publishers publishers, long number, long due) {
    Generated generated = events.next();
    long id = generated.event().id().a();
    unanswered.put(id, generated);
    kept.mark(generated.ended(), State.IN_DOUBT);
    ledger.sent(id, due, audience.expected(generated.author()));
    publishers.publish(number, PreparedEvents.message(generated.event()));
  }

  private void answered(long id, boolean taken, boolean duplicate, long now) {
    ledger.answered(id, taken, duplicate, now);
    Generated generated = unanswered.remove(id);
    if (generated == null || !taken) {
      return;
    }
    events.acknowledged(generated);
    if (generated.isStored()) {
      acceptedBytes += generated.event().json().length;
      kept.acknowledged(generated.event());
      kept.mark(generated.ended(), State.GONE);
    }
  }

  private void sample(RelayProcess relay, Sampler sampler, long now) {
    nextSample += plan.sampleEvery().toNanos();
    ledger.writeOff(now - PATIENCE_NANOS);
    queries.writeOff(now - PATIENCE_NANOS);
    boolean collect = !plan.collectEvery().isZero() && now - nextCollection >= 0;
    if (collect) {
      nextCollection += plan.collectEvery().toNanos();
    }
    Sample sample = new Sample();
    sample.put(Figure.SECONDS, (now - started) / 1e9);
    sample.put(Figure.LIFE, lives);
    sample.put(Figure.AGE, (now - born) / 1e9);
    sample.put(Figure.ACCEPTED, (double) ledger.accepted());
    sample.put(Figure.ACCEPTED_MB, acceptedBytes / (double) (1 << 20));
    sample.put(Figure.DELIVERIES, (double) ledger.deliveries());
    sample.put(
        List.of(Figure.OK_P50, Figure.OK_P95, Figure.OK_P99, Figure.OK_MAX),
        ledger.acceptance().interval());
    sample.put(
        List.of(Figure.DELIVERY_P50, Figure.DELIVERY_P95, Figure.DELIVERY_P99, Figure.DELIVERY_MAX),
        ledger.delivery().interval());
    sample.put(
        List.of(Figure.EOSE_P50, Figure.EOSE_P95, Figure.EOSE_P99, Figure.EOSE_MAX),
        queries.latency().interval());
    sampler.take(sample, relay, collect);
  }

  /** Waits for what is outstanding. */
  private void settle(LinkLoop loop) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while ((!ledger.isSettled() || !queries.isSettled()) && System.nanoTime() - end < 0) {
      loop.turn(SECOND / 10);
    }
    ledger.writeOff(System.nanoTime());
    queries.writeOff(System.nanoTime());
  }
}
