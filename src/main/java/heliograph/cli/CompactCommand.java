package heliograph.cli;

import heliograph.store.StoreException;
import heliograph.store.lmdb.LmdbStoreReader;
import heliograph.store.lmdb.StoreCompaction;
import heliograph.store.lmdb.StoreCompaction.Outcome;
import heliograph.store.lmdb.StoreCompaction.Step;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives the space of removed events back. */
@Command(
    name = "compact",
    description = {
      "Give the space of removed events back; the relay must be stopped.",
      "Writes a compacted copy beside the store, compares it with the store and puts it in its"
          + " place. If it is killed at any moment, one of them is there, whole. Everything else in"
          + " the data folder stays.",
      "A backup is compacted, too, and takes a running relay."
    },
    mixinStandardHelpOptions = true)
final class CompactCommand implements Callable<Integer> {
  @Mixin private StoreOptions store;

  @Option(
      names = "--dry-run",
      description = "print the size before and after only; the relay may run meanwhile")
  private boolean dryRun;

  @Override
  public Integer call() {
    if (dryRun) {
      try (LmdbStoreReader reader = store.openReader()) {
        System.out.printf(
            "%,d bytes now, %,d compacted%n", reader.fileBytes(), reader.compactedBytes());
      }
      return 0;
    }
    long started = System.nanoTime();
    Outcome outcome = compact();
    System.out.printf(
        "compacted: %,d bytes before, %,d after, in %.1f s%n",
        outcome.bytesBefore(), outcome.bytesAfter(), (System.nanoTime() - started) / 1e9);
    return 0;
  }

  private Outcome compact() {
    try {
      return StoreCompaction.run(store.load().fixed().store(), CompactCommand::report);
    } catch (StoreException e) {
      if (String.valueOf(e.getMessage()).contains("being written by another process")) {
        throw new StoreException(
            e.getMessage() + ": stop the relay first, or make a backup, which is compacted", e);
      }
      throw e;
    }
  }

  private static void report(Step step, long bytes) {
    switch (step) {
      case MEASURED -> System.err.printf("copying %,d bytes …%n", bytes);
      case COPIED -> System.err.println("comparing the copy with the store …");
      case CHECKED, SWAPPED -> {}
    }
  }
}
