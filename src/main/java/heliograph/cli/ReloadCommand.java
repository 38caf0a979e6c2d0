package heliograph.cli;

import heliograph.control.ControlClient;
import heliograph.control.ControlProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes the relay read its settings again. */
@Command(
    name = "reload",
    description =
        "Have the running relay read its settings file and the lists it names now, and say what"
            + " became of it; it does the same within a second of every change.",
    mixinStandardHelpOptions = true,
    exitCodeList = {
      "0:the settings are in effect",
      "1:they were refused, the old ones stay",
      "2:wrong usage",
      "3:no relay runs"
    })
final class ReloadCommand implements Callable<Integer> {
  @Mixin private StoreOptions store;

  private boolean refused;

  @Override
  public Integer call() throws IOException {
    Path data = store.dataFolder();
    if (!ControlClient.isAnswered(data)) {
      return StatusCommand.notRunning(data);
    }
    ControlClient.converse(data, ControlProtocol.RELOAD, this::learn);
    return refused ? 1 : 0;
  }

  private void learn(String line) {
    if (line.startsWith("refused ")) {
      refused = true;
      System.err.println("heliograph: " + line.substring("refused ".length()));
    } else {
      System.out.println(line);
    }
  }
}
