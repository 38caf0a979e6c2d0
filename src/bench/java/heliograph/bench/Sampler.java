package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.client.NetworkFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at the relay's process now and then, on a thread of its own, since the load must not wait
 * for it. A sample that cannot be completed, as the relay was killed meanwhile, is dropped.
 */
final class Sampler implements AutoCloseable {
  private static final double MB = 1 << 20;

  private final Path data;
  private final PrintWriter csv;
  private final Consumer<String> news;
  private final RelayMetrics metrics = new RelayMetrics();
  private final List<Sample> samples = new CopyOnWriteArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /**
   * Begins a CSV file.
   *
   * @param data the relay's folder
   * @param news is given a line for each sample
   */
  Sampler(Path data, Path csv, Consumer<String> news) throws IOException {
    this.data = data;
    this.csv = new PrintWriter(Files.newBufferedWriter(csv), true);
    this.news = news;
    this.csv.println(Sample.header());
  }

  /**
   * Completes a sample from the process, its metrics and its folder.
   *
   * @param collect whether to have the relay collect its garbage first
   */
  void take(Sample sample, RelayProcess relay, boolean collect) {
    thread.execute(() -> {
      try {
        complete(sample, relay, collect);
        samples.add(sample);
        csv.println(sample.row());
        news.accept(sample.line());
      } catch (IOException e) {
        news.accept("no sample: " + NetworkFault.words(e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private void complete(Sample sample, RelayProcess relay, boolean collect)
      throws IOException, InterruptedException {
    if (collect) {
      relay.collect();
    }
    Map<String, Double> read = metrics.read(relay.metrics());
    ProcessFigures process = ProcessFigures.of(relay.pid());
    sample.put(Figure.HEAP, read.getOrDefault("heliograph_heap_after_gc_bytes", 0.0) / MB);
    double committed = read.getOrDefault("memory_committedHeap_bytes", 0.0);
    sample.put(Figure.OUTSIDE_HEAP, Math.max(0, process.anonymous() - committed) / MB);
    sample.put(Figure.RESIDENT, process.resident() / MB);
    sample.put(Figure.FILES, (double) process.files());
    sample.put(Figure.THREADS, (double) process.threads());
    sample.put(Figure.READERS, read.getOrDefault("heliograph_store_readers", 0.0));
    sample.put(Figure.CONNECTIONS, read.getOrDefault("heliograph_connections", 0.0));
    sample.put(Figure.SUBSCRIPTIONS, read.getOrDefault("heliograph_subscriptions", 0.0));
    sample.put(Figure.STORE, read.getOrDefault("heliograph_store_used_bytes", 0.0) / MB);
    sample.put(Figure.EVENTS, read.getOrDefault("heliograph_store_events", 0.0));
    String kib = output("du", "-sk", data.toString()).split("\\s+", 2)[0];
    sample.put(Figure.DISK, kib.isEmpty() ? 0 : Double.parseDouble(kib) / 1024);
  }

  /** What a short command prints; nothing when it fails. */
  private static String output(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor() == 0 ? text : "";
  }

  /** Waits for unfinished samples, and returns all. */
  List<Sample> finish() throws InterruptedException {
    thread.shutdown();
    thread.awaitTermination(30, TimeUnit.SECONDS);
    return List.copyOf(samples);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    metrics.close();
    csv.close();
  }
}
