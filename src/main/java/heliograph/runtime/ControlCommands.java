package heliograph.runtime;

import heliograph.config.StartupConfig;
import heliograph.control.ControlCommand;
import heliograph.control.ControlProtocol;
import heliograph.control.ControlServer;
import heliograph.store.StoreStatistics;
import jakarta.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The commands that this relay runs for the command line. Thread-safe. */
final class ControlCommands {
  private final Relay relay;
  private volatile Supplier<List<String>> reload =
      () -> List.of("refused the relay is still starting");
  private volatile BooleanSupplier warm = () -> false;

  ControlCommands(Relay relay) {
    this.relay = relay;
  }

  /**
   * Sets what is available once the relay has started.
   *
   * @param reloadNow reads the settings again and returns the results
   * @param isWarm returns true once clients are served
   */
  void started(Supplier<List<String>> reloadNow, BooleanSupplier isWarm) {
    reload = reloadNow;
    warm = isWarm;
  }

  /** Opens the socket; returns empty if that is not possible. */
  Optional<ControlServer> open(StartupConfig fixed, ExecutorService callers) {
    return ControlServer.open(
        fixed.data(),
        relay.ingest(),
        byName(),
        ControlProtocol.GREETING_TIME,
        callers,
        Threads.platform("control"));
  }

  private Map<String, ControlCommand> byName() {
    return Map.of(
        ControlProtocol.PING, (argument, answer) -> answer.line("here"),
        ControlProtocol.REINDEX, (argument, answer) -> answer.line(relay.reindex()),
        ControlProtocol.STATUS, (argument, answer) -> answer.line(status()),
        ControlProtocol.RELOAD, this::reload,
        ControlProtocol.STOP, (argument, answer) -> stop(answer),
        ControlProtocol.DELETE,
            (argument, answer) ->
                new AuditedDeletion(relay.store(), relay.audit()).run(argument, answer));
  }

  private void reload(String argument, ControlCommand.Answer answer) throws IOException {
    for (String line : reload.get()) {
      answer.line(line);
    }
  }

  /** Stops the relay, unless its server may run other applications too. */
  private static void stop(ControlCommand.Answer answer) throws IOException {
    if (Console.isLaunched()) {
      answer.line("stopping " + ProcessHandle.current().pid());
      Threads.platform("exit").newThread(() -> System.exit(0)).start();
    } else {
      answer.line("refused this relay runs in a server of yours: stop it there");
    }
  }

  private String status() {
    StartupConfig fixed = relay.policy().config().fixed();
    StoreStatistics store = relay.store().statistics();
    String disk = relay.store().isShortOfDisk() ? "nearly full, events are refused" : "good";
    return Json.createObjectBuilder()
        .add("state", warm.getAsBoolean() ? "ready" : "starting")
        .add("pid", ProcessHandle.current().pid())
        .add("version", Version.current())
        .add(
            "started",
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()).toString())
        .add("mode", fixed.isWorker() ? "analytics" : "relay")
        .add("profile", fixed.profile().spelled())
        .add("data", fixed.data().toString())
        .add("address", fixed.http().host() + ":" + fixed.http().port())
        .add("connections", relay.connections().size())
        .add("events", store.events())
        .add("usedBytes", store.usedBytes())
        .add("disk", disk)
        .build()
        .toString();
  }
}
