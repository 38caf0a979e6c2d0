package heliograph.bench;

import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loads a relay for long and looks for what is lost and what grows. */
@Command(
    name = "soak",
    description = {
      "Start a relay of its own and load it: publishing, replacing, deleting, REQ, COUNT, live"
          + " subscriptions, clients that come and go and clients that stop to read; SIGKILL and"
          + " restart it now and then; check every delivery, and after each start what it has"
          + " acknowledged: the newest 20,000 events and a sample of as many older ones.",
      "At the end the first quarter of the samples is held against the last: open files, threads,"
          + " reader slots, connections and the heap after a collection must not grow, the store"
          + " only with the events accepted. Exit code 1: something was lost, grows or failed.",
      "Ctrl-C ends it early, with the report."
    },
    mixinStandardHelpOptions = true)
final class SoakCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Option(
      names = "--minutes",
      paramLabel = "MINUTES",
      required = true,
      description = "how long the load lasts")
  private double minutes;

  @Option(
      names = "--kill-every",
      paramLabel = "MINUTES",
      defaultValue = "5",
      description = "SIGKILL and restart; 0 = never; default ${DEFAULT-VALUE}")
  private double killEvery;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "200",
      description = "events/s; default 200")
  private int rate;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "20",
      description = "REQs and COUNTs a second; default ${DEFAULT-VALUE}")
  private int queries;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "200",
      description = "steady listeners; default ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--subscriptions",
      paramLabel = "N",
      defaultValue = "5",
      description = "of each of them; default ${DEFAULT-VALUE}")
  private int subscriptions;

  @Option(
      names = "--sample",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "how often figures are noted; default ${DEFAULT-VALUE}")
  private int sample;

  @Option(
      names = "--collect",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = {
        "how often the relay must collect its garbage (jcmd GC.run), so that the heap can be"
            + " judged; it pauses then, which the latencies show; 0 = never; default ${DEFAULT-VALUE}"
      })
  private int collect;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of events and clients; default 1")
  private long seed;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "where the relay listens; default: a free one")
  private @Nullable Integer port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the relay's folder; default: a new one, printed at start")
  private @Nullable Path data;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "where the samples go; default soak.csv in that folder")
  private @Nullable Path csv;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean interrupted;
  private volatile int exitCode = FAILED;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String home = System.getProperty("heliograph.home");
    if (home == null) {
      throw new IllegalStateException("start soak with ./heliograph soak");
    }
    Path folder = data == null ? Files.createTempDirectory("heliograph-soak") : data;
    Files.createDirectories(folder);
    Path samples = csv == null ? folder.resolve("soak.csv") : csv;
    System.out.println("the relay's folder is " + folder + ", the samples go to " + samples);
    SoakPlan plan =
        new SoakPlan(
            Path.of(home),
            folder.toAbsolutePath(),
            port == null ? RelayProcess.freePort() : port,
            samples,
            minutes(minutes),
            minutes(killEvery),
            Duration.ofSeconds(sample),
            Duration.ofSeconds(collect),
            connections,
            subscriptions,
            rate,
            queries,
            seed);
    Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt));
    try {
      SoakReport report =
          new SoakRun(
                  plan,
                  SchnorrProvider.of(CryptoProvider.AUTO),
                  () -> interrupted,
                  System.out::println)
              .run();
      report.lines().forEach(System.out::println);
      long faults = StoreFaults.count(folder);
      System.out.println("store faults " + faults);
      report.problems().forEach(System.out::println);
      boolean good = report.isGood() && faults == 0;
      System.out.println(good ? report.praise() : "THE SOAK FAILED");
      exitCode = good ? 0 : FAILED;
    } finally {
      System.out.flush();
      ended.countDown();
    }
    return exitCode;
  }

  private static Duration minutes(double minutes) {
    return Duration.ofMillis(Math.round(minutes * 60_000));
  }

  /** Lets the run come to its end and the report be printed, and gives its exit code. */
  private void interrupt() {
    if (ended.getCount() == 0) {
      return;
    }
    interrupted = true;
    try {
      ended.await(3, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
