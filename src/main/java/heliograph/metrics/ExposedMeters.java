package heliograph.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Keeps figures and writes them in the text format of Prometheus (version 0.0.4). A name has at
 * most 1,000 combinations of tags; what is counted beyond them counts under the tag value {@code
 * other}. Thread-safe.
 */
public final class ExposedMeters implements Meters {
  /** The content type of {@link #text}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  static final int SERIES_MAX = 1_000;

  private static final String COUNTER = "counter";
  private static final double NANOS = 1e9;

  /** Bounds of the buckets of timers, in nanoseconds. */
  private static final long[] TIMES = millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000);

  /** Bounds of the buckets of plain numbers. */
  private static final long[] NUMBERS = {1, 2, 5, 10, 20, 50, 100, 200, 512, 1_000, 10_000};

  /** All series of one metric name. */
  private record Family(String type, String help, Map<String, Series> series) {}

  /** One line of a metric, or the lines of one distribution. */
  private interface Series {
    void write(String name, String labels, StringBuilder text);
  }

  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  private static long[] millis(long... millis) {
    return Arrays.stream(millis).map(ms -> ms * 1_000_000).toArray();
  }

  private Family family(String name, String type, String help) {
    if (type.equals(COUNTER) != name.endsWith("_total")) {
      throw new IllegalArgumentException(name + " is no name of a " + type);
    }
    return families.computeIfAbsent(name, any -> new Family(type, help, new ConcurrentHashMap<>()));
  }

  @Override
  public Counter counter(String name, String description, String... tags) {
    Family family = family(name, COUNTER, description);
    String labels = labels(tags);
    if (family.series.size() >= SERIES_MAX && !family.series.containsKey(labels)) {
      String[] others = tags.clone();
      for (int i = 1; i < others.length; i += 2) {
        others[i] = "other";
      }
      labels = labels(others);
    }
    Count count = (Count) family.series.computeIfAbsent(labels, any -> new Count(new LongAdder()));
    return count.adder::add;
  }

  @Override
  public void counter(String name, String description, DoubleSupplier total) {
    read(family(name, COUNTER, description), total);
  }

  @Override
  public Distribution timer(String name, String description) {
    return distribution(name, description, TIMES, NANOS);
  }

  @Override
  public Distribution histogram(String name, String description) {
    return distribution(name, description, NUMBERS, 1);
  }

  private Distribution distribution(String name, String help, long[] bounds, double unit) {
    return (Buckets)
        family(name, "histogram", help)
            .series
            .computeIfAbsent("", any -> new Buckets(bounds, unit));
  }

  @Override
  public void gauge(String name, String description, DoubleSupplier value) {
    read(family(name, "gauge", description), value);
  }

  private static void read(Family family, DoubleSupplier value) {
    family.series.put("", (name, labels, text) -> line(name, labels, value.getAsDouble(), text));
  }

  /** Returns all figures as they are now. */
  public String text() {
    StringBuilder text = new StringBuilder(16_384);
    families.forEach((name, family) -> {
      text.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
      text.append("# TYPE ").append(name).append(' ').append(family.type).append('\n');
      family.series.forEach((labels, series) -> series.write(name, labels, text));
    });
    return text.toString();
  }

  private static String labels(String[] tags) {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < tags.length; i += 2) {
      String value = tags[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      labels.append(i == 0 ? "" : ",").append(tags[i]).append("=\"").append(value).append('"');
    }
    return labels.toString();
  }

  private static void line(String name, String labels, double value, StringBuilder text) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(number(value)).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value).toLowerCase(Locale.ROOT).replace("nan", "NaN");
  }

  private record Count(LongAdder adder) implements Series {
    @Override
    public void write(String name, String labels, StringBuilder text) {
      line(name, labels, (double) adder.sum(), text);
    }
  }

  /** A histogram: the number of values up to each bound. */
  private static final class Buckets implements Series, Distribution {
    private final long[] bounds;
    private final double unit;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();

    Buckets(long[] bounds, double unit) {
      this.bounds = bounds;
      this.unit = unit;
      counts = new LongAdder[bounds.length + 1];
      Arrays.setAll(counts, any -> new LongAdder());
    }

    @Override
    public void record(long value) {
      int bucket = 0;
      while (bucket < bounds.length && value > bounds[bucket]) {
        bucket++;
      }
      counts[bucket].increment();
      sum.add(value);
    }

    @Override
    public void write(String name, String labels, StringBuilder text) {
      long total = 0;
      for (int i = 0; i < counts.length; i++) {
        total += counts[i].sum();
        String bound = i < bounds.length ? number(bounds[i] / unit) : "+Inf";
        line(name + "_bucket", "le=\"" + bound + "\"", (double) total, text);
      }
      line(name + "_sum", labels, sum.sum() / unit, text);
      line(name + "_count", labels, (double) total, text);
    }
  }
}
