package heliograph.cli;

import heliograph.crypto.Schnorr;
import heliograph.event.NostrEvent;
import heliograph.runtime.Threads;
import heliograph.store.lmdb.LmdbStoreReader;
import heliograph.store.lmdb.StoreVerifier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Checks a store, with signatures on all cores; prints each fault as a line on standard error. */
final class StoreCheck {
  private static final int WAITING_MAX = 4_096;
  private static final int FAULTS_TOLD = 100;

  private final LmdbStoreReader reader;
  private final Schnorr schnorr;
  private final Semaphore waiting = new Semaphore(WAITING_MAX);
  private final AtomicLong forged = new AtomicLong();
  private final AtomicInteger told = new AtomicInteger();

  StoreCheck(LmdbStoreReader reader, Schnorr schnorr) {
    this.reader = reader;
    this.schnorr = schnorr;
  }

  /** Checks everything, signatures only if requested; returns the number of faults. */
  long run(boolean signatures) throws InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService checkers = Executors.newFixedThreadPool(cores, Threads.platform("verify"));
    Progress progress = new Progress("events", -1);
    try {
      StoreVerifier verifier = new StoreVerifier(reader, this::tell);
      long faults =
          verifier.run(
              event -> {
                if (signatures) {
                  waiting.acquireUninterruptibly();
                  checkers.execute(() -> check(event));
                }
              },
              looked -> progress.at(looked, looked));
      waiting.acquire(WAITING_MAX);
      progress.end();
      return faults + forged.get();
    } finally {
      checkers.shutdown();
      checkers.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private void tell(String fault) {
    int number = told.incrementAndGet();
    if (number <= FAULTS_TOLD) {
      System.err.println("fault: " + fault);
    } else if (number == FAULTS_TOLD + 1) {
      System.err.println("further faults are counted only");
    }
  }

  private void check(NostrEvent event) {
    try {
      if (!schnorr.verify(event.signature(), event.id().bytes(), event.pubkey().bytes())) {
        forged.incrementAndGet();
        tell("the signature of " + event.id() + " does not verify");
      }
    } finally {
      waiting.release();
    }
  }
}
