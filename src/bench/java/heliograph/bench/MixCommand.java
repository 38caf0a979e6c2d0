package heliograph.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds a relay to the promised numbers, all at once. */
@Command(
    name = "mix",
    description = {
      "Publish at a rate while many connections hold many subscriptions, open loop: latencies count"
          + " from when an event was due, whatever came between. Every delivery is checked.",
      "Exit code 1: an answer or a delivery is missing, an event was refused, or the relay closed a"
          + " connection. Promised numbers that are not met are said to be so.",
      "The relay must admit --connections and --publishers together, and some more for --queries:"
          + " heliograph.limits.connections-max."
    },
    mixinStandardHelpOptions = true)
final class MixCommand implements Callable<Integer> {
  private static final double MINUTE = 60;

  @Mixin private BenchOptions options;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "10000",
      description = "connections that listen; default ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--subscriptions",
      paramLabel = "N",
      defaultValue = "10",
      description = "of each of them, to one author each; default ${DEFAULT-VALUE}")
  private int subscriptions;

  @Option(
      names = "--authors",
      paramLabel = "N",
      defaultValue = "10000",
      description = {
        "authors of the generated events; default ${DEFAULT-VALUE}. An event is delivered"
            + " connections x subscriptions / authors times, on average."
      })
  private int authors;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "events/s; default 1000")
  private int rate;

  @Option(
      names = "--minutes",
      paramLabel = "MINUTES",
      defaultValue = "10",
      description = "how long; default 10")
  private double minutes;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "0",
      description = "stored queries a second beside it; default ${DEFAULT-VALUE}")
  private int queries;

  @Option(
      names = "--publishers",
      paramLabel = "N",
      defaultValue = "8",
      description = "connections that publish; default ${DEFAULT-VALUE}")
  private int publishers;

  @Option(
      names = "--pid",
      paramLabel = "N",
      description = "the relay's process, to report its memory")
  private @Nullable Long pid;

  @Override
  public Integer call() throws IOException {
    int count = (int) Math.max(1, Math.round(rate * minutes * MINUTE));
    MixPlan plan = new MixPlan(publishers, rate, queries, Duration.ofSeconds(30));
    PreparedEvents events = options.events(count, authors);
    if (events.size() < count) {
      System.err.printf("there are only %,d events%n", events.size());
    }
    Audience audience =
        Audience.ofAuthors(events.pubkeys(), connections, subscriptions, new Random(connections));
    MixReport report =
        new MixRun(
                options.url(),
                plan,
                audience,
                events,
                pid == null ? OptionalLong.empty() : OptionalLong.of(pid),
                System.err::println)
            .run();
    report.lines().forEach(System.out::println);
    report.requirements().forEach(System.out::println);
    System.out.println(report.isFaultless() ? "nothing was lost" : "THERE WERE FAULTS");
    return report.isFaultless() ? 0 : 1;
  }
}
