package heliograph.subscription;

import heliograph.protocol.MessagePrefix;

/** A task that the scan workers run in slices. Confined to one worker at a time. */
sealed interface ScanTask extends FairQueue.Waiting permits ClientQuery, CounterTask {
  /** Runs one slice; returns true when nothing is left to do. */
  boolean resume(long nanos);

  @Override
  default boolean isUnsliced() {
    return false;
  }

  /** Ends the task because there is no room for it, or because of a fault. */
  void fail(MessagePrefix prefix, String sentence);

  /** Ends the task because it took too much work; it may answer with what it has found. */
  default void cutShort(String sentence) {
    fail(MessagePrefix.ERROR, sentence);
  }

  /** Called once when the task is done, dropped or failed, to release what it holds. */
  default void ended() {}
}
