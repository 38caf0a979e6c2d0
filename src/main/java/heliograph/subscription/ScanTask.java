package heliograph.subscription;

import heliograph.protocol.MessagePrefix;

/** What the scan workers run in slices. Confined to one worker at a time. */
sealed interface ScanTask extends FairQueue.Waiting permits ClientQuery, CounterTask {
  /** Runs one slice; true when nothing is left to do. */
  boolean resume(long nanos);

  @Override
  default boolean isUnsliced() {
    return false;
  }

  /** Gives the task up: there is no room for it, or it met a fault. */
  void fail(MessagePrefix prefix, String sentence);

  /** Gives the task up because it took too much work; it may answer with what it has found. */
  default void cutShort(String sentence) {
    fail(MessagePrefix.ERROR, sentence);
  }

  /** Called once when the task is done, dropped or failed: nothing of it is held any more. */
  default void ended() {}
}
