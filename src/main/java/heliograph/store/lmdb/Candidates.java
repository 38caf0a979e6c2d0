package heliograph.store.lmdb;

/**
 * The events that may match a filter, in the order of results, with the present one. Its place is
 * kept between slices. The fields of the present candidate are read in the loop of every scan and
 * are therefore plain. Confined to one thread at a time.
 */
abstract sealed class Candidates permits PointCandidates, StreamCandidates {
  /** The inverted created_at. */
  long time;

  /** The first word of the id. */
  long id;

  long localId;

  /** The kind, or −1 where it is not known without the record. */
  int kind = -1;

  /** Gets ready for {@link #next}; false if the slice may end before it is. */
  abstract boolean prepare(ReadContext context);

  /** Moves to the next candidate; false if there is none. */
  abstract boolean next(ReadContext context);
}
