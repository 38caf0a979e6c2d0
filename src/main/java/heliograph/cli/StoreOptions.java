package heliograph.cli;

import heliograph.config.RelayConfig;
import heliograph.runtime.Configuration;
import heliograph.store.lmdb.LmdbStoreReader;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which store a command is about. */
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

  /** The configuration, with what was given here on top. */
  RelayConfig load() {
    apply();
    return Configuration.load();
  }

  /** The data folder, also where the settings are wrong in other ways. */
  Path dataFolder() {
    apply();
    return Configuration.dataFolder();
  }

  /** Makes what was given here count. */
  void apply() {
    if (config != null) {
      System.setProperty("heliograph.config", config.toString());
    }
    if (data != null) {
      System.setProperty("heliograph.data", data.toString());
    }
  }

  /** The store, for reading. */
  LmdbStoreReader openReader() {
    return new LmdbStoreReader(load().fixed().store(), Clock.systemUTC());
  }
}
