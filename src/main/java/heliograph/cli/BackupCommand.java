package heliograph.cli;

import heliograph.config.RelayConfig;
import heliograph.runtime.Configuration;
import heliograph.store.lmdb.LmdbStoreReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies all files that cannot be made again, also while a relay is running. */
@Command(
    name = "backup",
    description = {
      "Copy the store, compacted, and the other files that cannot be made again: moderation.json,"
          + " the audit trail, the relay's keys, what purges removed, and the settings file with"
          + " the lists it names, into the folder 'settings'. The relay may run meanwhile.",
      "The statistics' database is not among them. The copy holds secret keys: keep it safe.",
      "'restore' puts a copy back."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
  @Mixin private StoreOptions store;

  @Parameters(paramLabel = "DIR", description = "folder for the copy; its events/ must be empty")
  private Path target;

  @Override
  public Integer call() throws IOException {
    RelayConfig config = store.load();
    Path copy = target.resolve("events");
    try (LmdbStoreReader reader = new LmdbStoreReader(config.fixed().store(), Clock.systemUTC())) {
      reader.backup(copy);
      System.out.printf(
          "copied %s to %s%n", Counted.of(reader.statistics().events(), "event"), copy);
    }
    Path data = config.fixed().data();
    List<Path> files = DataFiles.in(data);
    for (Path file : files) {
      DataFiles.copy(data.resolve(file), target.resolve(file));
    }
    DataFiles.copyKeys(config, target);
    int settings = copySettings(config);
    System.out.printf("copied %d other files and folders%n", files.size() + settings);
    return 0;
  }

  private int copySettings(RelayConfig config) throws IOException {
    List<Path> files = new ArrayList<>(config.files());
    Configuration.file().ifPresent(files::add);
    int copied = 0;
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        Path name = Objects.requireNonNull(file.getFileName());
        DataFiles.copy(file, target.resolve("settings").resolve(name));
        copied++;
      }
    }
    return copied;
  }
}
