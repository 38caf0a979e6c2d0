package heliograph.cli;

import heliograph.config.RelayConfig;
import heliograph.runtime.Configuration;
import heliograph.store.lmdb.LmdbStoreReader;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the store that a command uses. */
final class StoreOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "folder of the relay's data (HELIOGRAPH_DATA; default: data, beside the launcher)")
  private @Nullable Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "properties file with settings (HELIOGRAPH_CONFIG)")
  private @Nullable Path config;

  /** Returns the configuration, overridden by these options. */
  RelayConfig load() {
    apply();
    return Configuration.load();
  }

  /** Returns the data folder, also if other settings have faults. */
  Path dataFolder() {
    apply();
    return Configuration.dataFolder();
  }

  /** Applies these options. */
  void apply() {
    if (config != null) {
      System.setProperty("heliograph.config", config.toString());
    }
    if (data != null) {
      System.setProperty("heliograph.data", data.toString());
    }
  }

  /** Returns the store, for reading. */
  LmdbStoreReader openReader() {
    return new LmdbStoreReader(load().fixed().store(), Clock.systemUTC());
  }
}
