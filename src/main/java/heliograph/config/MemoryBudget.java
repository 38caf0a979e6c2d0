package heliograph.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sum of the memory limits of a configuration, compared with the heap. Every structure that
 * clients can fill has a line; short-lived memory of threads and the jobs on the follow graph (see
 * {@link #forJobs}) use the rest.
 *
 * @param lines the parts of the heap and their sizes
 * @param heap the maximum size of the Java heap in bytes
 */
public record MemoryBudget(List<Line> lines, long heap) {
  private static final long MIB = 1 << 20;

  /** Bytes of Java, the server and the relay without clients. */
  private static final long BASELINE = 100 * MIB;

  /** The percentage of the heap that a collector needs to move objects. */
  private static final int SPARE_PERCENT = 6;

  /** Bytes of a connection: its objects, and what each budget of bytes does not charge. */
  private static final int CONNECTION = 12_288;

  /**
   * Bytes that TLS adds to a connection: its keys and two threads; its buffers are outside the
   * heap.
   */
  private static final int TLS_CONNECTION = 20_480;

  private static final long FEED_TAIL = 20 * MIB;

  /** Bytes of Lucene's buffer and of the words of the newest events. */
  private static final long SEARCH = 56 * MIB;

  /**
   * Bytes of the events that wait for the writer (32 MiB) and of the batch that it writes (8 MiB
   * and an event).
   */
  private static final long WRITES = 42 * MIB;

  /**
   * Bytes of what LMDB does not have yet, beside the feed's tail: two times 4 MiB of events that
   * are replaced, the tables in which events are found, and their index entries.
   */
  private static final long PENDING = 20 * MIB;

  /** Bytes of 100,000 maintained counters and of four that are being built, with their notes. */
  private static final long COUNTERS = 30 * MIB;

  /** The jobs on the follow graph get at least this part of the heap. */
  private static final int JOBS_PART = 4;

  private static final int NEGENTROPY_RECORD = 40;
  private static final long EPHEMERAL = 16 * MIB;
  private static final int BUCKET = 112;
  private static final int REQUEST = 256;
  private static final long REQUESTED_KEYS = 32 * MIB;

  public MemoryBudget {
    lines = List.copyOf(lines);
  }

  /**
   * A part of the heap.
   *
   * @param key the setting that makes it smaller; empty when there is none
   * @param unit the number of bytes that each unit of that setting takes
   */
  public record Line(String what, long bytes, String key, long unit) {}

  /** Returns the budget of {@code config} with a heap of {@code heap} bytes. */
  public static MemoryBudget of(RelayConfig config, long heap) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("Java, server, relay", BASELINE, "", 1));
    connections(lines, config);
    MemoryConfig memory = config.fixed().memory();
    bytes(
        lines,
        "parts of messages",
        memory.partialMessagesMax(),
        "heliograph.memory.partial-messages");
    bytes(lines, "unsent answers", memory.outboundMax(), "heliograph.memory.outbound");
    bytes(lines, "unsent live events", memory.liveMax(), "heliograph.memory.live");
    bytes(lines, "verify queue", memory.verifyQueueMax(), "heliograph.memory.verify-queue");
    lines.add(new Line("write queue and commit", WRITES, "", 1));
    lines.add(new Line("pending events", PENDING, "", 1));
    lines.add(new Line("counters", COUNTERS, "", 1));
    bytes(
        lines,
        "filters and queries",
        config.fixed().queues().filterBytesMax(),
        "heliograph.limits.filter-bytes-max");
    lines.add(new Line("ephemeral events", EPHEMERAL, "", 1));
    if (config.fixed().query().negentropy()) {
      counted(
          lines,
          "reconciliations",
          config.fixed().query().recordsTotalMax(),
          NEGENTROPY_RECORD,
          "heliograph.negentropy.records-total-max");
    }
    lines.add(new Line("feed tail", FEED_TAIL, "", 1));
    lines.add(new Line("search index", config.fixed().query().search() ? SEARCH : 0, "", 1));
    counted(
        lines,
        "rates",
        config.shares().rates().keysMax(),
        (long) BUCKET * config.shares().rates().limited(),
        "heliograph.rates.keys-max");
    if (config.fixed().analytics().enabled()) {
      counted(
          lines,
          "requests to be counted",
          config.fixed().analytics().requestLogMax(),
          REQUEST,
          "heliograph.analytics.request-log-max");
      lines.add(new Line("keys to be counted", REQUESTED_KEYS, "", 1));
    }
    return new MemoryBudget(lines, heap);
  }

  /**
   * Adds the lines of connections. If the relay speaks TLS, every client uses it, so the limit of
   * TLS connections is the limit of all.
   */
  private static void connections(List<Line> lines, RelayConfig config) {
    int most = config.live().limits().connectionsMax();
    Optional<TlsConfig> tls = config.fixed().http().tls();
    int overTls = tls.map(TlsConfig::connectionsMax).orElse(0);
    counted(
        lines,
        "connections",
        tls.isPresent() ? Math.min(most, overTls) : most,
        CONNECTION,
        "heliograph.limits.connections-max");
    if (tls.isPresent()) {
      counted(
          lines,
          "connections over TLS",
          overTls,
          TLS_CONNECTION,
          "heliograph.http.tls-connections-max");
    }
  }

  private static void bytes(List<Line> lines, String what, long bytes, String key) {
    lines.add(new Line(what, bytes, key, 1));
  }

  private static void counted(
      List<Line> lines, String what, long number, long bytesEach, String key) {
    lines.add(new Line(what, number * bytesEach, key, bytesEach));
  }

  /** Returns the sum of all lines. */
  public long total() {
    return lines.stream().mapToLong(Line::bytes).sum();
  }

  private long usable() {
    return heap / 100 * (100 - SPARE_PERCENT);
  }

  /**
   * Returns the number of bytes that the jobs on the follow graph may take while clients are
   * served: the rest of the heap, but at least a quarter of it. A run that takes more than the rest
   * relies on clients that do not reach all limits at that moment.
   */
  public long forJobs() {
    return Math.max(heap / JOBS_PART, usable() - total());
  }

  /**
   * Returns a sentence that says how to correct a configuration whose budget does not fit; empty if
   * it fits.
   */
  public Optional<String> fault() {
    long over = total() - usable();
    if (over <= 0) {
      return Optional.empty();
    }
    long heapNeeded = total() * 100 / (100 - SPARE_PERCENT);
    String lower =
        lines.stream()
            .filter(line -> !line.key.isEmpty() && line.bytes > over)
            .max(Comparator.comparingLong(Line::bytes))
            .map(line -> ", or " + line.key + "=" + (line.bytes - over) / line.unit)
            .orElse("");
    return Optional.of(
        "the memory budget needs "
            + mib(total())
            + " and the heap of "
            + mib(heap)
            + " has "
            + mib(usable())
            + " for it: set HELIOGRAPH_HEAP="
            + (heapNeeded / MIB + 1)
            + "m (on a server of your own -Xmx"
            + (heapNeeded / MIB + 1)
            + "m)"
            + lower);
  }

  /** Returns all lines, the sum and the heap, for the log. */
  public String table() {
    StringBuilder text = new StringBuilder("memory budget");
    for (Line line : lines) {
      text.append("; ").append(line.what).append(' ').append(mib(line.bytes));
    }
    return text.append("; total ").append(summary()).toString();
  }

  /** Returns the sum and the heap. */
  public String summary() {
    return mib(total()) + " of a heap of " + mib(heap);
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", (bytes + MIB - 1) / MIB);
  }
}
