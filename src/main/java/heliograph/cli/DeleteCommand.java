package heliograph.cli;

import heliograph.archive.KeptAuthors;
import heliograph.config.RelayConfig;
import heliograph.control.ControlClient;
import heliograph.control.ControlProtocol;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.TrustedKeys;
import heliograph.runtime.AuditedDeletion;
import heliograph.runtime.Threads;
import heliograph.store.lmdb.LmdbEventStore;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes stored events by filter and age. */
@Command(
    name = "delete",
    description = {
      "Delete the stored events that a filter selects, or that are older than an age, or both;"
          + " through the running relay, or in the store of a stopped one.",
      "Says how many there are, and deletes them with --yes only. Every deletion is in audit.jsonl."
          + " It cannot be undone, and nothing keeps the events from coming again: see 'export' for"
          + " a copy, 'manage banpubkey' and 'manage banevent' for what is to stay away.",
      "For example: delete --filter '{\"kinds\":[1984]}' --age 90d --yes"
    },
    mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {
  @Mixin private StoreOptions store;

  @Option(
      names = "--filter",
      paramLabel = "FILTER",
      description =
          "a NIP-01 filter without a limit, in JSON; authors and ids may be written as NIP-19 has"
              + " them")
  private @Nullable String filter;

  @Option(
      names = "--age",
      paramLabel = "AGE",
      description = "only what was created longer ago: 90m, 12h, 30d, 8w or 1y")
  private @Nullable String age;

  @Option(names = "--dry-run", description = "only say how many there are")
  private boolean dryRun;

  @Option(names = "--yes", description = "delete them")
  private boolean yes;

  private final Progress progress = new Progress("deleted", -1);
  private long matching = -1;
  private long deleted = -1;

  @Override
  public Integer call() throws IOException {
    if (filter == null && age == null) {
      throw new IllegalArgumentException("name what to delete by --filter or --age; see --help");
    }
    boolean now = yes && !dryRun;
    String argument = (now ? "now " : "count ") + wanted();
    RelayConfig config = store.load();
    store.openReader().close(); // fails if there is no store
    if (ControlClient.isAnswered(config.fixed().data())) {
      ControlClient.converse(
          config.fixed().data(), ControlProtocol.DELETE + " " + argument, this::learn);
    } else {
      offline(config, argument);
    }
    progress.end();
    if (deleted < 0) {
      throw new IllegalStateException(
          "the relay ended the conversation; what was deleted by then stays deleted");
    }
    if (now) {
      System.out.println("deleted " + Counted.of(deleted, "event"));
    } else if (!dryRun && matching > 0) {
      System.err.println("nothing was deleted; with --yes they are");
      return 1;
    }
    return 0;
  }

  /** Returns the filter with the age in its {@code until}. */
  private String wanted() {
    String json = filter == null ? "{}" : new Names().filter(filter);
    if (age == null) {
      return json.replace('\n', ' ').replace('\r', ' ');
    }
    long newest = Instant.now().minus(Times.age(age)).getEpochSecond();
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      JsonObject object = reader.readObject();
      long until =
          object.get("until") instanceof JsonNumber number
              ? Math.min(newest, number.longValue())
              : newest;
      return Json.createObjectBuilder(object).add("until", until).build().toString();
    }
  }

  private void offline(RelayConfig config, String argument) throws IOException {
    try (LmdbEventStore events =
        new LmdbEventStore(
            config.fixed().store(),
            KeptAuthors.keeping(config.fixed().archive(), new TrustedKeys(config)),
            Clock.systemUTC(),
            new InMemoryMeters(),
            Threads.platform("writer"))) {
      AuditedDeletion.offline(config, events).run(argument, this::learn);
    }
  }

  private void learn(String line) {
    int space = line.indexOf(' ');
    String rest = line.substring(space + 1);
    switch (line.substring(0, Math.max(0, space))) {
      case "matching" -> {
        matching = Long.parseLong(rest);
        System.out.println(Counted.of(matching, "event") + (matching == 1 ? " matches" : " match"));
      }
      case "deleted" -> progress.at(Long.parseLong(rest), Long.parseLong(rest));
      case "done" -> deleted = Long.parseLong(rest);
      default -> throw new IllegalStateException(rest);
    }
  }
}
