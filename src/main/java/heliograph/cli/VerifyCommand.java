package heliograph.cli;

import heliograph.config.RelayConfig;
import heliograph.runtime.SchnorrProvider;
import heliograph.store.lmdb.LmdbStoreReader;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the store. */
@Command(
    name = "verify",
    description =
        "Check the store: every event has its index entries and the reverse, every id is the hash"
            + " of its event, every signature holds. The relay may run meanwhile.",
    mixinStandardHelpOptions = true,
    exitCodeList = {"0:no faults", "1:faults were found, or there is no store", "2:wrong usage"})
final class VerifyCommand implements Callable<Integer> {
  @Mixin private StoreOptions store;

  @Option(names = "--no-signatures", description = "leave the signatures out, which is faster")
  private boolean noSignatures;

  @Override
  public Integer call() throws InterruptedException {
    RelayConfig config = store.load();
    try (LmdbStoreReader reader = new LmdbStoreReader(config.fixed().store(), Clock.systemUTC())) {
      long faults =
          new StoreCheck(reader, SchnorrProvider.of(config.fixed().crypto())).run(!noSignatures);
      System.out.printf(
          "verified %s: %s%n",
          Counted.of(reader.statistics().events(), "event"),
          faults == 0 ? "no faults" : Counted.of(faults, "fault"));
      return faults == 0 ? 0 : 1;
    }
  }
}
