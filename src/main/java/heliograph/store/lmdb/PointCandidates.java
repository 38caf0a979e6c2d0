package heliograph.store.lmdb;

import heliograph.filter.KeySet;
import heliograph.store.layout.IndexKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The events that a filter names by id, all looked up before the first is given. */
final class PointCandidates extends Candidates {
  /** The number of ids looked up before the caller may end the slice. */
  private static final int LOOKED_UP_AT_ONCE = 256;

  private static final int FIELDS = 3;

  private final KeySet ids;
  private final List<long[]> found = new ArrayList<>();
  private int lookedUp;
  private boolean prepared;
  private long[] points = {};
  private int at;

  PointCandidates(KeySet ids) {
    this.ids = ids;
  }

  /** Looks up some of the ids; returns true when all were looked up and sorted. */
  @Override
  boolean prepare(ReadContext context) {
    if (prepared) {
      return true;
    }
    int end = Math.min(ids.size(), lookedUp + LOOKED_UP_AT_ONCE);
    for (; lookedUp < end; lookedUp++) {
      long local = context.find(ScanPlan.id(ids, lookedUp));
      if (local >= 0) {
        long when = IndexKey.inverted(context.event().createdAt());
        found.add(new long[] {when, context.event().idWord(0), local});
      }
    }
    prepared = end == ids.size();
    if (prepared) {
      found.sort((a, b) -> IndexKey.compare(a[0], a[1], a[2], b[0], b[1], b[2]));
      points = found.stream().flatMapToLong(Arrays::stream).toArray();
      found.clear();
    }
    return prepared;
  }

  @Override
  boolean next(ReadContext context) {
    if (at == points.length) {
      return false;
    }
    time = points[at];
    id = points[at + 1];
    localId = points[at + 2];
    at += FIELDS;
    return true;
  }
}
