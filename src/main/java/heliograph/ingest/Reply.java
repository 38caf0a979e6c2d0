package heliograph.ingest;

/** Takes the outcome of an event: called once, on any thread; must return at once. */
@FunctionalInterface
public interface Reply {
  void accept(IngestOutcome outcome);

  /**
   * Called afterwards, when every event of the same commit has been answered, so that their answers
   * can be sent in one write. Never throws.
   */
  default void release() {}
}
