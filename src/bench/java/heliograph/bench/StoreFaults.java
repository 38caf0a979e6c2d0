package heliograph.bench;

import heliograph.config.RelayConfig;
import heliograph.store.lmdb.LmdbStoreReader;
import heliograph.store.lmdb.StoreVerifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Whether the store that a relay has left behind is whole. */
final class StoreFaults {
  private StoreFaults() {}

  /** Number of faults of the store in this data folder; each is printed on standard error. */
  static long count(Path data) {
    RelayConfig config =
        RelayConfig.read(
            key -> key.equals("heliograph.data") ? Optional.of(data.toString()) : Optional.empty());
    try (LmdbStoreReader reader = new LmdbStoreReader(config.fixed().store(), Clock.systemUTC())) {
      return new StoreVerifier(reader, System.err::println).run(event -> {}, looked -> {});
    }
  }
}
