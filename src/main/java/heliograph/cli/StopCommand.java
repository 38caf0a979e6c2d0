package heliograph.cli;

import heliograph.control.ControlClient;
import heliograph.control.ControlProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops the relay. */
@Command(
    name = "stop",
    description =
        "Stop the relay that './heliograph run' has started with this data folder, in order, and wait"
            + " until it has ended.",
    mixinStandardHelpOptions = true,
    exitCodeList = {"0:it has ended", "1:it has not", "2:wrong usage", "3:no relay ran"})
final class StopCommand implements Callable<Integer> {
  @Mixin private StoreOptions store;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "how long to wait; default ${DEFAULT-VALUE}")
  private int timeout;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (timeout < 1) {
      throw new IllegalArgumentException("--timeout must be at least 1: " + timeout);
    }
    Path data = store.dataFolder();
    if (!ControlClient.isAnswered(data)) {
      return StatusCommand.notRunning(data);
    }
    String answer = ControlClient.ask(data, ControlProtocol.STOP);
    int space = answer.indexOf(' ');
    if (!answer.startsWith("stopping ")) {
      throw new IllegalStateException(answer.substring(space + 1));
    }
    long pid = Long.parseLong(answer.substring(space + 1));
    Optional<ProcessHandle> relay = ProcessHandle.of(pid);
    try {
      if (relay.isPresent()) {
        relay.get().onExit().get(timeout, TimeUnit.SECONDS);
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException(
          "the relay, process %d, has not ended within %d seconds".formatted(pid, timeout), e);
    }
    System.out.println("the relay has ended");
    return 0;
  }
}
