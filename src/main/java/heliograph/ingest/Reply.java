package heliograph.ingest;

/** Told what became of an event, once, on any thread; must return at once. */
@FunctionalInterface
public interface Reply {
  void accept(IngestOutcome outcome);

  /**
   * Told afterwards, once everything decided at the same moment has been answered: answers of one
   * commit can go out together. Never throws.
   */
  default void release() {}
}
