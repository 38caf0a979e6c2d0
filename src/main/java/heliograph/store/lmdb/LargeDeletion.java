package heliograph.store.lmdb;

import heliograph.store.lmdb.WriteQueue.Write;
import java.util.List;

/**
 * A kind 5 that names too many events for one transaction: it is applied in parts, then stored and
 * answered. Confined to the writer.
 */
final class LargeDeletion {
  final Write write;
  final List<List<String>> tags;
  int next;

  LargeDeletion(Write write) {
    this.write = write;
    tags = write.event().tags();
  }
}
