package heliograph.purge;

/** What became of a step of a purge; where it was not done, a sentence for the person who asked. */
public sealed interface PurgeResult<T> {
  /** The step was done. */
  record Done<T>(T value) implements PurgeResult<T> {}

  /** There is no purge with this number. */
  record NotFound<T>(String sentence) implements PurgeResult<T> {}

  /** The request itself is wrong, whatever the state of the purge. */
  record Refused<T>(String sentence) implements PurgeResult<T> {}

  /** The purge, or the relay, is in a state in which this step cannot be done. */
  record Conflict<T>(String sentence) implements PurgeResult<T> {}
}
