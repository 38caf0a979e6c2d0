package heliograph.cli;

import heliograph.store.lmdb.LmdbStoreReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies the store, compacted, while a relay may be writing it. */
@Command(
    name = "backup",
    description = {
      "Copy the store, compacted; the relay may run meanwhile.",
      "To restore, stop the relay and put DIR/events in place of the data folder's."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
  @Mixin private StoreOptions store;

  @Parameters(paramLabel = "DIR", description = "folder for the copy; its events/ must be empty")
  private Path target;

  @Override
  public Integer call() {
    Path copy = target.resolve("events");
    try (LmdbStoreReader reader = store.openReader()) {
      reader.backup(copy);
      System.out.println("copied " + reader.statistics().events() + " events to " + copy);
    }
    return 0;
  }
}
