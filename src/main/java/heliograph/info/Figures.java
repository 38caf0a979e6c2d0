package heliograph.info;

/** Writes all current metrics in the text format of Prometheus. Thread-safe. */
@FunctionalInterface
public interface Figures {
  String text();
}
