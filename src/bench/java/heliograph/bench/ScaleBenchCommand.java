package heliograph.bench;

import heliograph.bench.ScaleTable.Cell;
import heliograph.bench.ScaleTable.Column;
import heliograph.bench.ScaleTable.Pass;
import heliograph.bench.ScaledFilters.Shape;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what a query costs in stores of several sizes.
 *
 * <pre>
 * For each size: a corpus is written to a store of its own, which is forced to disk, closed and
 * opened again. Then each shape's filters are run one after the other, by one thread, each scan to
 * its end and each event's JSON copied out as for a client. The first pass meets a fresh mapping of
 * the file, the warm ones find their pages there. A small store is generated and queried before all
 * others, or the figures of the first size would be those of the compiler at work.
 * </pre>
 */
@Command(
    name = "scale",
    description = {
      "Measure what a query costs as the store grows; needs no relay.",
      "Writes a social corpus of each size to a store of its own, about 2.5 kB an",
      "event, asks nine kinds of filters of it on one thread, and prints",
      "microseconds a query, side by side. The corpus grows in authors, not in what",
      "one author writes, so a selective filter finds as many events at each size.",
      "Ids are genuine. Signatures are zeros: to sign ten million events takes",
      "minutes, and the store does not look at them.",
      "A store that is kept is served by ./heliograph run --data DIR/seed1-N; its",
      "filters are in DIR/seed1-N/filters, one a line, for bench req."
    },
    mixinStandardHelpOptions = true)
final class ScaleBenchCommand implements Callable<Integer> {
  private static final int REHEARSAL = 20_000;
  private static final int EVENTS_MIN = 10_000;
  private static final int WARM_PASSES = 3;
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(5);

  @Option(
      names = "--sizes",
      paramLabel = "N",
      split = ",",
      defaultValue = "100000,1000000,10000000",
      description = "events of each store, 10000 at least; default ${DEFAULT-VALUE}")
  private List<Long> sizes = List.of();

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}/heliograph-scale",
      description = "where the stores are created; default ${DEFAULT-VALUE}")
  private Path folder;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of the corpus; default 1")
  private long seed;

  @Option(names = "--keep", description = "keep the stores, and measure those that were kept")
  private boolean keep;

  @Override
  public Integer call() throws IOException {
    if (sizes.stream().anyMatch(size -> size < EVENTS_MIN)) {
      System.err.println("heliograph: --sizes takes numbers of " + EVENTS_MIN + " at least");
      return 2;
    }
    ScaledStore rehearsal = new ScaledStore(folder.resolve("rehearsal"), seed, REHEARSAL);
    try {
      rehearsal.delete();
      rehearsal.make();
      measure(rehearsal);
    } finally {
      rehearsal.delete();
    }
    ScaleTable table = new ScaleTable();
    try {
      for (long size : sizes) {
        table.add(makeAndMeasure(size));
      }
    } finally {
      table.print(System.out); // also what was measured before a fault
    }
    return 0;
  }

  private Column makeAndMeasure(long size) throws IOException {
    ScaledStore store = new ScaledStore(folder.resolve("seed" + seed + "-" + size), seed, size);
    try {
      if (!keep || !store.isComplete()) {
        store.delete();
        store.make();
      }
      return measure(store);
    } finally {
      if (!keep) {
        store.delete();
      }
    }
  }

  private static Column measure(ScaledStore scaled) throws IOException {
    try (EventStore store = scaled.open()) {
      Column column = new Column(scaled.size(), store.statistics().events(), scaled.bytes());
      for (Shape shape : Shape.values()) {
        ask(store, scaled.filters(shape), column.cell(Pass.FIRST, shape));
      }
      for (int pass = 0; pass < WARM_PASSES; pass++) {
        for (Shape shape : Shape.values()) {
          ask(store, scaled.filters(shape), column.cell(Pass.WARM, shape));
        }
      }
      return column;
    }
  }

  private static void ask(EventStore store, List<NostrFilter> filters, Cell cell) {
    long[] found = new long[2];
    EventScan.Sink sink =
        event -> {
          found[0]++;
          found[1] += event.json().length;
          return true;
        };
    for (NostrFilter filter : filters) {
      found[0] = 0;
      found[1] = 0;
      long started = System.nanoTime();
      store.scan(List.of(filter), Visibility.EVERYTHING).toEnd(sink, SLICE);
      cell.add(System.nanoTime() - started, found[0], found[1]);
    }
  }
}
