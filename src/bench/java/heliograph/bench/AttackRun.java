package heliograph.bench;

import heliograph.crypto.Schnorr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Every attack there is, from several addresses at once: each address has three of them going at
 * any time and takes up others every few seconds, so that after a while each has come from
 * everywhere. Bounded in time, in connections and in what is sent. Used by one thread; runs on
 * virtual threads.
 */
final class AttackRun {
  private static final int AT_ONCE = 3;
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(6);
  private static final int KEYS = 40;

  /** Pause between two rounds of an attack: the attackers share the processors of the relay. */
  private static final long PAUSE_MILLIS = 100;

  private final InetSocketAddress relay;
  private final List<InetAddress> sources;
  private final Corpus corpus;
  private final long seed;
  private final ConcurrentSkipListMap<String, AtomicLong> rounds = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, AtomicLong> refusals = new ConcurrentSkipListMap<>();

  /** Prepares to attack {@code relay} from these addresses of this machine. */
  AttackRun(InetSocketAddress relay, List<InetAddress> sources, Schnorr schnorr, long seed) {
    this.relay = relay;
    this.sources = List.copyOf(sources);
    this.seed = seed;
    corpus = new Corpus(schnorr, seed, KEYS);
  }

  /** Attacks for so long; returns a line for each attack: how often, how often cut short. */
  List<String> run(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    List<Attack> attacks = Attack.all();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < sources.size() * AT_ONCE; i++) {
      int lane = i;
      threads.add(Thread.startVirtualThread(() -> takeTurns(attacks, lane, end)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return attacks.stream()
        .map(attack ->
            "  %-45s %,8d rounds, %,d cut short by the relay"
                .formatted(attack.name(), count(rounds, attack), count(refusals, attack)))
        .toList();
  }

  private static long count(ConcurrentSkipListMap<String, AtomicLong> counts, Attack attack) {
    AtomicLong count = counts.get(attack.name());
    return count == null ? 0 : count.get();
  }

  private void takeTurns(List<Attack> attacks, int lane, long end) {
    InetAddress source = sources.get(lane % sources.size());
    for (int turn = 0; System.nanoTime() - end < 0; turn++) {
      Attack attack = attacks.get((lane * 7 + turn) % attacks.size());
      Attacker attacker =
          new Attacker(relay, source, corpus, new Random(seed + lane * 1_000L + turn));
      long turnEnd = Math.min(end, System.nanoTime() + TURN_NANOS);
      Thread timer =
          Thread.startVirtualThread(() -> {
            LockSupport.parkNanos(turnEnd - System.nanoTime());
            attacker.end();
          });
      while (System.nanoTime() - turnEnd < 0) {
        try {
          attack.turn().run(attacker);
          counted(rounds, attack);
        } catch (IOException e) {
          counted(refusals, attack);
        }
        pause(PAUSE_MILLIS);
      }
      LockSupport.unpark(timer);
      attacker.end();
    }
  }

  private static void counted(ConcurrentSkipListMap<String, AtomicLong> counts, Attack attack) {
    counts.computeIfAbsent(attack.name(), name -> new AtomicLong()).incrementAndGet();
  }

  /** Waits, so that the relay has the processors meanwhile. */
  static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
