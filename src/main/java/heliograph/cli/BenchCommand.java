package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a relay, this one or any other. */
@Command(
    name = "bench",
    description = "Measure a running relay.",
    mixinStandardHelpOptions = true,
    subcommands = ScaleBenchCommand.class,
    synopsisSubcommandLabel = "(pub | req | fan | scale)")
final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--url",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      defaultValue = "ws://127.0.0.1:7447/",
      description = "the relay; default ${DEFAULT-VALUE}")
  private URI url;

  @Option(
      names = "--connections",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      defaultValue = "8",
      description = "connections; default ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--events",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "JSON lines to publish; default: generated notes")
  private @Nullable Path events;

  @Option(
      names = "--generate",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      paramLabel = "N",
      defaultValue = "20000",
      description = "notes to generate; default ${DEFAULT-VALUE}")
  private int generate;

  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public Integer call() {
    System.err.println("say what to measure: pub, req or fan; see ./heliograph bench --help");
    return 2;
  }

  private List<String> corpus() throws IOException {
    if (events != null) {
      return Files.readAllLines(events, UTF_8);
    }
    System.err.println("generating " + generate + " signed notes …");
    Corpus corpus = new Corpus(System.nanoTime(), System.currentTimeMillis() / 1_000 - 3_600);
    List<String> lines = new ArrayList<>(generate);
    for (int i = 0; i < generate; i++) {
      lines.add(new String(corpus.note(i).json(), UTF_8));
    }
    return lines;
  }

  private static String id(String json) {
    int at = json.indexOf("\"id\":\"") + 6;
    return json.substring(at, at + 64);
  }

  private static void print(String what, Histogram micros) {
    System.out.printf(
        "%s ms: p50 %.2f p95 %.2f p99 %.2f max %.2f (n=%d)%n",
        what,
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(95) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3,
        micros.getTotalCount());
  }

  private static long micros(long since) {
    return Math.max(1, (System.nanoTime() - since) / 1_000);
  }

  /** Publishes and waits for every OK. */
  @Command(
      name = "pub",
      description = "Publish and wait for every OK: events/s and latency of OK.",
      mixinStandardHelpOptions = true)
  int publish(
      @Option(
              names = "--window",
              defaultValue = "64",
              description = "unanswered events per connection; default ${DEFAULT-VALUE}")
          int window)
      throws IOException, InterruptedException {
    List<String> lines = corpus();
    Map<String, Long> sent = new ConcurrentHashMap<>(2 * lines.size());
    Histogram latency = new ConcurrentHistogram(3);
    AtomicLong refused = new AtomicLong();
    CountDownLatch answers = new CountDownLatch(lines.size());
    List<RelayLink> links = new ArrayList<>();
    List<Semaphore> windows = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Semaphore free = new Semaphore(window);
      windows.add(free);
      links.add(
          new RelayLink(
              client,
              url,
              message -> {
                if (message.startsWith("[\"OK\",\"")) {
                  latency.recordValue(micros(sent.getOrDefault(message.substring(7, 71), 0L)));
                  if (message.contains("\",false,")) {
                    refused.incrementAndGet();
                  }
                  free.release();
                  answers.countDown();
                }
              }));
    }
    long started = System.nanoTime();
    for (int i = 0; i < lines.size(); i++) {
      int link = i % connections;
      windows.get(link).acquire();
      sent.put(id(lines.get(i)), System.nanoTime());
      links.get(link).send("[\"EVENT\"," + lines.get(i) + "]");
    }
    boolean complete = answers.await(60, TimeUnit.SECONDS);
    double seconds = (System.nanoTime() - started) / 1e9;
    long answered = lines.size() - answers.getCount();
    System.out.printf(
        "pub %d of %d answered, %d refused, %.2f s = %,.0f events/s%n",
        answered, lines.size(), refused.get(), seconds, answered / seconds);
    print("OK latency", latency);
    links.forEach(RelayLink::close);
    return complete ? 0 : 1;
  }

  /** Asks and waits for EOSE. */
  @Command(
      name = "req",
      description = "Send each filter as a REQ and wait for EOSE: REQ/s, events/s and latency.",
      mixinStandardHelpOptions = true)
  int query(
      @Option(
              names = "--filters",
              paramLabel = "FILE",
              required = true,
              description = "one NIP-01 filter a line")
          Path filters,
      @Option(names = "--repeat", defaultValue = "1", description = "times; default 1") int repeat)
      throws IOException, InterruptedException {
    List<String> work = new ArrayList<>();
    for (int i = 0; i < repeat; i++) {
      work.addAll(Files.readAllLines(filters, UTF_8));
    }
    Histogram latency = new ConcurrentHistogram(3);
    AtomicLong received = new AtomicLong();
    AtomicLong next = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    long started = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      threads.add(Thread.ofVirtual().start(() -> ask(work, next, latency, received)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf(
        "req %d filters, %d events in %.2f s = %,.0f req/s, %,.0f events/s%n",
        work.size(), received.get(), seconds, work.size() / seconds, received.get() / seconds);
    print("EOSE latency", latency);
    return 0;
  }

  private void ask(List<String> work, AtomicLong next, Histogram latency, AtomicLong received) {
    Semaphore ended = new Semaphore(0);
    try (RelayLink link =
        new RelayLink(
            client,
            url,
            message -> {
              if (message.startsWith("[\"EVENT\"")) {
                received.incrementAndGet();
              } else {
                ended.release();
              }
            })) {
      for (long i = next.getAndIncrement(); i < work.size(); i = next.getAndIncrement()) {
        long sent = System.nanoTime();
        link.send("[\"REQ\",\"b\"," + work.get((int) i) + "]");
        if (!ended.tryAcquire(60, TimeUnit.SECONDS)) {
          throw new IllegalStateException("no EOSE within a minute for " + work.get((int) i));
        }
        latency.recordValue(micros(sent));
        link.send("[\"CLOSE\",\"b\"]");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes at a fixed rate to many listeners; latency counts from the moment it was due. */
  @Command(
      name = "fan",
      description = "Publish at a rate to --connections listeners: latency of delivery, open loop.",
      mixinStandardHelpOptions = true)
  int fanOut(
      @Option(names = "--rate", defaultValue = "100", description = "events/s; default 100")
          int rate)
      throws IOException, InterruptedException {
    List<String> lines = corpus();
    Map<String, Long> due = new ConcurrentHashMap<>();
    Histogram latency = new ConcurrentHistogram(3);
    CountDownLatch subscribed = new CountDownLatch(connections);
    CountDownLatch deliveries = new CountDownLatch(connections * lines.size());
    List<RelayLink> links = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      RelayLink link =
          new RelayLink(
              client,
              url,
              message -> {
                if (message.startsWith("[\"EOSE\"")) {
                  subscribed.countDown();
                } else if (message.startsWith("[\"EVENT\"")) {
                  latency.recordValue(micros(due.getOrDefault(id(message), System.nanoTime())));
                  deliveries.countDown();
                }
              });
      link.send("[\"REQ\",\"f\",{\"limit\":0}]");
      links.add(link);
    }
    subscribed.await();
    RelayLink publisher = new RelayLink(client, url, message -> {});
    long started = System.nanoTime();
    for (int i = 0; i < lines.size(); i++) {
      long moment = started + i * TimeUnit.SECONDS.toNanos(1) / rate;
      due.put(id(lines.get(i)), moment);
      LockSupport.parkNanos(moment - System.nanoTime());
      publisher.send("[\"EVENT\"," + lines.get(i) + "]");
    }
    boolean complete = deliveries.await(30, TimeUnit.SECONDS);
    System.out.printf(
        "fan %d listeners, %d events at %d/s, %d deliveries missing%n",
        connections, lines.size(), rate, deliveries.getCount());
    print("delivery latency", latency);
    publisher.close();
    links.forEach(RelayLink::close);
    return complete ? 0 : 1;
  }
}
