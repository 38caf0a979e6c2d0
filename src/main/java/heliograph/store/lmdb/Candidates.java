package heliograph.store.lmdb;

/**
 * The events that may match a filter, in the order of results. The position is kept between slices.
 * The fields of the current candidate are plain because the loop of every scan reads them. Confined
 * to one thread at a time.
 */
abstract sealed class Candidates permits PointCandidates, StreamCandidates {
  /** The inverted created_at. */
  long time;

  /** The first word of the id. */
  long id;

  long localId;

  /** The kind, or −1 where it is not known without the record. */
  int kind = -1;

  /**
   * Prepares {@link #next}; returns false if more is to be prepared, so that the slice may end
   * before.
   */
  abstract boolean prepare(ReadContext context);

  /** Moves to the next candidate; returns false if there is none. */
  abstract boolean next(ReadContext context);
}
