package heliograph.info;

/** Tells the counts of the moment. Thread-safe. */
@FunctionalInterface
public interface LiveCountsSource {
  LiveCounts counts();
}
