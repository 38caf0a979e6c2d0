package heliograph.info;

/** Writes all figures of the moment in the text format of Prometheus. Thread-safe. */
@FunctionalInterface
public interface Figures {
  String text();
}
