package heliograph.cli;

import heliograph.control.ControlClient;
import heliograph.control.ControlProtocol;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints whether a relay runs, and its state. */
@Command(
    name = "status",
    description =
        "Print whether a relay runs with this data folder, and its state: address, process,"
            + " version, connections, events, disk.",
    mixinStandardHelpOptions = true,
    exitCodeList = {"0:a relay runs", "1:failed", "2:wrong usage", "3:no relay runs"})
final class StatusCommand implements Callable<Integer> {
  /** The exit code if no relay runs, the usual one for services. */
  static final int NOT_RUNNING = 3;

  @Mixin private StoreOptions store;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Path data = store.dataFolder();
    if (!ControlClient.isAnswered(data)) {
      return notRunning(data);
    }
    String status = ControlClient.ask(data, ControlProtocol.STATUS);
    if (json) {
      System.out.println(status);
      return 0;
    }
    try (JsonReader reader = Json.createReader(new StringReader(status))) {
      print(reader.readObject());
    }
    return 0;
  }

  /** Prints that no relay runs; returns the exit code. */
  static int notRunning(Path data) {
    System.err.println("heliograph: no relay runs with the data folder " + data);
    return NOT_RUNNING;
  }

  private static void print(JsonObject status) {
    status.forEach((name, value) ->
        System.out.printf(
            "%-12s %s%n",
            name.equals("usedBytes") ? "bytes used" : name,
            switch (value) {
              case JsonString text -> text.getString();
              case JsonNumber number when !name.equals("pid") ->
                  "%,d".formatted(number.longValue());
              default -> value.toString();
            }));
  }
}
