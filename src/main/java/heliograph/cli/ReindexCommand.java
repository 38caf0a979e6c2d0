package heliograph.cli;

import heliograph.config.RelayConfig;
import heliograph.control.ControlClient;
import heliograph.control.ControlProtocol;
import heliograph.runtime.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Rebuilds the search index, in the running relay or at the next start. */
@Command(
    name = "reindex",
    description = {
      "Rebuild the search index (NIP-50) from the store.",
      "A running relay does it at once and goes on serving; otherwise the next start does."
    },
    mixinStandardHelpOptions = true)
final class ReindexCommand implements Callable<Integer> {
  @Mixin private StoreOptions store;

  @Override
  public Integer call() throws IOException {
    RelayConfig config = store.load();
    Path data = config.fixed().data();
    try {
      System.out.println(ControlClient.ask(data, ControlProtocol.REINDEX));
      return 0;
    } catch (IOException e) {
      if (ControlClient.isAnswered(data)) {
        throw e;
      }
    }
    Path index = config.fixed().query().searchDirectory();
    Folders.remove(index);
    System.out.println("no relay runs here: the next start rebuilds the search index");
    return 0;
  }
}
