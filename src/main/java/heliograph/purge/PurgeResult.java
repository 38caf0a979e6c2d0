package heliograph.purge;

/** The result of a step of a purge; if it was not done, with a sentence for the user. */
public sealed interface PurgeResult<T> {
  /** The step was done. */
  record Done<T>(T value) implements PurgeResult<T> {}

  /** There is no purge with this number. */
  record NotFound<T>(String sentence) implements PurgeResult<T> {}

  /** The request itself is not valid, whatever the state of the purge. */
  record Refused<T>(String sentence) implements PurgeResult<T> {}

  /** The purge, or the relay, is in a state in which this step cannot be done. */
  record Conflict<T>(String sentence) implements PurgeResult<T> {}
}
