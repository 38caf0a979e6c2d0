package heliograph.cli;

import heliograph.config.RelayConfig;
import heliograph.config.StoreConfig;
import heliograph.control.ControlClient;
import heliograph.runtime.SchnorrProvider;
import heliograph.store.disk.StoreReplacement;
import heliograph.store.lmdb.LmdbStoreReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replaces the files of the data folder by a backup. */
@Command(
    name = "restore",
    description = {
      "Put a backup into the data folder; the relay must be stopped. The backup is verified first,"
          + " and not used if it has a fault.",
      "Nothing is overwritten: where there is data already it takes --force, and what was there is"
          + " then in the folder 'before-restore-TIME' of the data folder.",
      "The search index and the sums of the statistics follow by themselves at the next start. The"
          + " settings are not put back: they are in the backup's folder 'settings'."
    },
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Mixin private StoreOptions store;

  @Option(names = "--force", description = "also where there is data already; it is moved aside")
  private boolean force;

  @Option(names = "--no-signatures", description = "verify all but the signatures, which is faster")
  private boolean noSignatures;

  @Parameters(paramLabel = "DIR", description = "a folder that 'backup' has made")
  private Path backup;

  @Override
  public Integer call() throws IOException, InterruptedException {
    RelayConfig config = store.load();
    Path data = config.fixed().data();
    if (ControlClient.isAnswered(data)) {
      throw new IllegalStateException(
          "a relay runs with the data folder " + data + ": stop it first ('./heliograph stop')");
    }
    StoreConfig source = config.fixed().store().in(backup.resolve("events"));
    try (LmdbStoreReader reader = new LmdbStoreReader(source, Clock.systemUTC())) {
      if (!force) {
        requireNoData(data);
      }
      verify(config, reader);
      Path aside = data.resolve("before-restore-" + TIME.format(LocalDateTime.now(ZoneOffset.UTC)));
      boolean moved =
          StoreReplacement.run(config.fixed().store(), reader::backup, aside.resolve("events"));
      moved |= restoreFiles(data, aside);
      System.out.printf(
          "restored %s into %s%n", Counted.of(reader.statistics().events(), "event"), data);
      if (moved) {
        System.out.println("what was there before is in " + aside);
      }
    }
    return 0;
  }

  private static void requireNoData(Path data) {
    boolean store = Files.exists(data.resolve("events").resolve("data.mdb"));
    List<Path> files = DataFiles.in(data);
    if (store || !files.isEmpty()) {
      throw new IllegalStateException(
          "there is data in %s already (%s): --force moves it aside"
              .formatted(data, store ? "events" : files.getFirst()));
    }
  }

  private void verify(RelayConfig config, LmdbStoreReader reader) throws InterruptedException {
    System.err.println("verifying the backup …");
    long faults =
        new StoreCheck(reader, SchnorrProvider.of(config.fixed().crypto())).run(!noSignatures);
    if (faults > 0) {
      throw new IllegalStateException(
          "the backup has " + Counted.of(faults, "fault") + " and is not restored");
    }
  }

  private boolean restoreFiles(Path data, Path aside) throws IOException {
    List<Path> old = DataFiles.in(data);
    for (Path file : old) {
      Path to = aside.resolve(file);
      Files.createDirectories(to.toAbsolutePath().getParent());
      Files.move(data.resolve(file), to);
    }
    for (Path file : DataFiles.in(backup)) {
      DataFiles.copy(backup.resolve(file), data.resolve(file));
    }
    return !old.isEmpty();
  }
}
