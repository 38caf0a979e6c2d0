package heliograph.cli;

import heliograph.config.RelayConfig;
import heliograph.crypto.Schnorr;
import heliograph.event.NostrEvent;
import heliograph.runtime.SchnorrProvider;
import heliograph.runtime.Threads;
import heliograph.store.lmdb.LmdbStoreReader;
import heliograph.store.lmdb.StoreVerifier;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks that the store is whole. */
@Command(
    name = "verify",
    description = {
      "Check the store: every event has its index entries and the reverse, every id is the hash",
      "of its event, every signature holds. The relay may run meanwhile. Exit code 1: faults found."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final int WAITING_MAX = 4_096;

  @Mixin private StoreOptions store;

  @Option(names = "--no-signatures", description = "leave the signatures out, which is faster")
  private boolean noSignatures;

  @Override
  public Integer call() throws InterruptedException {
    RelayConfig config = store.load();
    Schnorr schnorr = SchnorrProvider.of(config.fixed().crypto());
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService checkers = Executors.newFixedThreadPool(cores, Threads.platform("verify"));
    Semaphore waiting = new Semaphore(WAITING_MAX);
    AtomicLong forged = new AtomicLong();
    Progress progress = new Progress("events", -1);
    try (LmdbStoreReader reader = new LmdbStoreReader(config.fixed().store(), Clock.systemUTC())) {
      StoreVerifier verifier =
          new StoreVerifier(reader, sentence -> System.err.println("fault: " + sentence));
      long faults =
          verifier.run(
              event -> {
                if (!noSignatures) {
                  waiting.acquireUninterruptibly();
                  checkers.execute(() -> check(schnorr, event, forged, waiting));
                }
              },
              looked -> progress.at(looked, looked));
      waiting.acquire(WAITING_MAX);
      progress.end();
      faults += forged.get();
      System.out.println(
          "verified "
              + reader.statistics().events()
              + " events: "
              + (faults == 0 ? "no faults" : faults + " faults"));
      return faults == 0 ? 0 : 1;
    } finally {
      checkers.shutdown();
      checkers.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private static void check(
      Schnorr schnorr, NostrEvent event, AtomicLong forged, Semaphore waiting) {
    try {
      if (!schnorr.verify(event.signature(), event.id().bytes(), event.pubkey().bytes())) {
        forged.incrementAndGet();
        System.err.println("fault: the signature of " + event.id() + " does not verify");
      }
    } finally {
      waiting.release();
    }
  }
}
