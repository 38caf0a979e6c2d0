package heliograph.bench;

import heliograph.bench.ScaledFilters.Shape;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What queries cost at several sizes, side by side, in Markdown. Confined to its caller. */
final class ScaleTable {

  /** One pass over a store's filters. */
  enum Pass {
    FIRST("first pass"),
    WARM("warm");

    private final String title;

    Pass(String title) {
      this.title = title;
    }
  }

  /** One shape's queries of one pass. */
  static final class Cell {
    private final List<Long> nanos = new ArrayList<>();
    private long events;
    private long bytes;

    void add(long queryNanos, long eventsFound, long bytesFound) {
      nanos.add(queryNanos);
      events += eventsFound;
      bytes += bytesFound;
    }

    private double perQuery(long amount) {
      return amount / (double) Math.max(1, nanos.size());
    }

    private double micros(double percentile) {
      List<Long> sorted = nanos.stream().sorted().toList();
      int rank = (int) Math.ceil(percentile / 100 * sorted.size());
      return sorted.isEmpty() ? 0 : sorted.get(Math.max(1, rank) - 1) / 1e3;
    }
  }

  /** A store's row of cells, for each pass and shape. */
  static final class Column {
    private final String title;
    private final String store;
    private final Map<Pass, Map<Shape, Cell>> cells = new EnumMap<>(Pass.class);

    /**
     * An empty column.
     *
     * @param size events generated
     * @param stored events stored, fewer as newer versions replace older ones
     * @param bytes of the store's file
     */
    Column(long size, long stored, long bytes) {
      title = "%,d".formatted(size);
      store =
          "%s events generated: %,d stored, %,d bytes, %,d bytes a stored event"
              .formatted(title, stored, bytes, bytes / Math.max(1, stored));
    }

    Cell cell(Pass pass, Shape shape) {
      return cells
          .computeIfAbsent(pass, key -> new EnumMap<>(Shape.class))
          .computeIfAbsent(shape, key -> new Cell());
    }
  }

  private final List<Column> columns = new ArrayList<>();

  void add(Column column) {
    columns.add(column);
  }

  void print(PrintStream out) {
    for (Column column : columns) {
      out.println(column.store);
    }
    for (Pass pass : Pass.values()) {
      out.println();
      head(out, pass);
      for (Shape shape : Shape.values()) {
        StringBuilder line = new StringBuilder("| %-10s |".formatted(shape.title()));
        for (Column column : columns) {
          Cell cell = column.cell(pass, shape);
          line.append(
              " %6.1f | %7.1f | %7.1f | %7.1f | %7.1f |"
                  .formatted(
                      cell.perQuery(cell.events),
                      cell.perQuery(cell.bytes) / 1e3,
                      cell.micros(50),
                      cell.micros(95),
                      cell.micros(99)));
        }
        out.println(line);
      }
    }
  }

  private void head(PrintStream out, Pass pass) {
    StringBuilder names = new StringBuilder("| %-10s |".formatted(pass.title));
    StringBuilder rule = new StringBuilder("|---|");
    for (Column column : columns) {
      names.append(" %s: events | kB | p50 µs | p95 | p99 |".formatted(column.title));
      rule.append("---|---|---|---|---|");
    }
    out.println(names);
    out.println(rule);
  }
}
