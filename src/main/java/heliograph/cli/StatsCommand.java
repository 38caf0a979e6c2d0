package heliograph.cli;

import heliograph.store.StoreStatistics;
import heliograph.store.lmdb.LmdbStoreReader;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints figures of the store. */
@Command(
    name = "stats",
    description = "Print figures of the store; the relay may run meanwhile.",
    mixinStandardHelpOptions = true)
final class StatsCommand implements Callable<Integer> {
  private static final int KINDS_SHOWN = 20;

  @Mixin private StoreOptions store;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Override
  public Integer call() {
    try (LmdbStoreReader reader = store.openReader()) {
      StoreStatistics statistics = reader.statistics();
      Map<Integer, Long> kinds = reader.kinds();
      if (json) {
        System.out.println(toJson(statistics, kinds));
      } else {
        print(statistics, kinds);
      }
    }
    return 0;
  }

  private static String toJson(StoreStatistics statistics, Map<Integer, Long> kinds) {
    JsonObjectBuilder byKind = Json.createObjectBuilder();
    kinds.forEach((kind, count) -> byKind.add(Integer.toString(kind), count));
    return Json.createObjectBuilder()
        .add("events", statistics.events())
        .add("lastSeq", statistics.lastSeq())
        .add("feedEntries", statistics.feedEntries())
        .add("usedBytes", statistics.usedBytes())
        .add("mapBytes", statistics.mapBytes())
        .add("schemaVersion", statistics.schemaVersion())
        .add("kinds", byKind)
        .build()
        .toString();
  }

  private static void print(StoreStatistics statistics, Map<Integer, Long> kinds) {
    System.out.printf("events         %,15d%n", statistics.events());
    System.out.printf("changes        %,15d  in total%n", statistics.lastSeq());
    System.out.printf("feed           %,15d  changes kept%n", statistics.feedEntries());
    System.out.printf("used           %,15d  bytes%n", statistics.usedBytes());
    System.out.printf("schema         %,15d%n", statistics.schemaVersion());
    List<Map.Entry<Integer, Long>> largest =
        kinds.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(KINDS_SHOWN)
            .toList();
    for (Map.Entry<Integer, Long> entry : largest) {
      System.out.printf("kind %-9d %,15d%n", entry.getKey(), entry.getValue());
    }
    if (kinds.size() > KINDS_SHOWN) {
      System.out.println("… and " + (kinds.size() - KINDS_SHOWN) + " kinds more");
    }
  }
}
