package heliograph.store.lmdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Copies of a store's files, as a process that is killed leaves them. */
final class StoreCopies {
  private StoreCopies() {}

  /** Copies the files of a store that is open and, at this moment, not being written. */
  static void copy(Path store, Path into) throws IOException {
    Files.createDirectories(into);
    for (String file : new String[] {"data.mdb", "log.0", "log.1"}) {
      Files.copy(store.resolve(file), into.resolve(file));
    }
  }

  /** Returns what the verifier finds, but for ids that are no hashes. */
  static List<String> faults(Path store) {
    List<String> faults = new ArrayList<>();
    try (LmdbStoreReader reader =
        new LmdbStoreReader(StoreFixture.config(store), Clock.systemUTC())) {
      new StoreVerifier(reader, faults::add).run(event -> {}, looked -> {});
    }
    return faults;
  }
}
