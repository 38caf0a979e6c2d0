package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a relay, this one or any other, its store, the graph jobs, or the statistics. */
@Command(
    name = "bench",
    description = "Measure a running relay, or the parts that need none.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(mix | pub | req | fan | start | scale | graph | api | analytics)",
    subcommands = {
      MixCommand.class,
      StartBenchCommand.class,
      ScaleBenchCommand.class,
      GraphBenchCommand.class,
      ApiBenchCommand.class,
      AnalyticsBenchCommand.class
    })
final class BenchCommand implements Callable<Integer> {
  private static final int AUTHORS = 200;

  @Override
  public Integer call() {
    System.err.println(
        "say what to measure: mix, pub, req, fan, start, scale, graph, api or analytics;"
            + " see ./heliograph bench --help");
    return 2;
  }

  /** Publishes and waits for every OK. */
  @Command(
      name = "pub",
      description = "Publish and wait for every OK: events/s and latency of OK.",
      mixinStandardHelpOptions = true)
  int publish(
      @Mixin BenchOptions options,
      @Option(
              names = "--connections",
              paramLabel = "N",
              defaultValue = "8",
              description = "connections; default ${DEFAULT-VALUE}")
          int connections,
      @Option(
              names = "--generate",
              paramLabel = "N",
              defaultValue = "20000",
              description = "events; default ${DEFAULT-VALUE}")
          int generate,
      @Option(
              names = "--window",
              paramLabel = "N",
              defaultValue = "64",
              description = "unanswered events per connection; default ${DEFAULT-VALUE}")
          int window)
      throws IOException {
    PreparedEvents events = options.events(generate, AUTHORS);
    return new PublishRun(options.url(), events, connections, window).run() ? 0 : 1;
  }

  /** Asks and waits for EOSE. */
  @Command(
      name = "req",
      description = "Send each filter as a REQ and wait for EOSE: REQ/s, events/s and latency.",
      mixinStandardHelpOptions = true)
  int query(
      @Mixin BenchOptions.Address address,
      @Option(
              names = "--connections",
              paramLabel = "N",
              defaultValue = "8",
              description = "connections; default ${DEFAULT-VALUE}")
          int connections,
      @Option(
              names = "--filters",
              paramLabel = "FILE",
              required = true,
              description = "one NIP-01 filter a line")
          Path filters,
      @Option(
              names = "--repeat",
              paramLabel = "N",
              defaultValue = "1",
              description = "times; default 1")
          int repeat)
      throws IOException {
    List<String> work = new ArrayList<>();
    for (int i = 0; i < repeat; i++) {
      work.addAll(Files.readAllLines(filters, UTF_8));
    }
    return new QueryRun(address.url(), work, connections).run() ? 0 : 1;
  }

  /** Publishes at a fixed rate to many listeners of everything. */
  @Command(
      name = "fan",
      description = {
        "Publish at a rate to --connections listeners of everything: latency of delivery, open"
            + " loop. Exit code 1: a delivery or an answer is missing."
      },
      mixinStandardHelpOptions = true)
  int fanOut(
      @Mixin BenchOptions options,
      @Option(
              names = "--connections",
              paramLabel = "N",
              defaultValue = "8",
              description = "listeners; default ${DEFAULT-VALUE}")
          int connections,
      @Option(
              names = "--generate",
              paramLabel = "N",
              defaultValue = "20000",
              description = "events; default ${DEFAULT-VALUE}")
          int generate,
      @Option(
              names = "--rate",
              paramLabel = "N",
              defaultValue = "100",
              description = "events/s; default 100")
          int rate)
      throws IOException {
    PreparedEvents events = options.events(generate, AUTHORS);
    MixReport report =
        new MixRun(
                options.url(),
                new MixPlan(1, rate, 0, Duration.ofSeconds(30)),
                Audience.ofEverything(events.pubkeys(), connections),
                events,
                OptionalLong.empty(),
                System.err::println)
            .run();
    report.lines().forEach(System.out::println);
    return report.isFaultless() ? 0 : 1;
  }
}
