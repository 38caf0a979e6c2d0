package heliograph.store.lmdb;

import heliograph.metrics.Meters;
import heliograph.store.FeedEntry;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs the writer's changes, each call in one transaction. Confined to the writer's thread, but for
 * {@link #recent}.
 */
final class Commits {
  private final EventWriter writer;
  private final RecentChanges recent;
  private final Meters.Distribution work;

  Commits(EventWriter writer, Meters meters) {
    this.writer = writer;
    recent = new RecentChanges(writer.seq());
    work =
        meters.histogram(
            "heliograph_commit_entries", "Index entries written and removed per commit");
  }

  /** Returns the newest changes that are committed. Any thread. */
  RecentChanges recent() {
    return recent;
  }

  /**
   * Commits what {@code changes} does and returns its result. The changes are then among the {@link
   * #recent} ones; {@link #announce} wakes the threads that wait for them. A fault undoes all
   * changes.
   */
  <T> T commit(Supplier<T> changes) {
    writer.begin();
    boolean done = false;
    try {
      T result = changes.get();
      List<FeedEntry> entries = writer.commit();
      done = true;
      recent.add(entries);
      work.record(writer.work());
      return result;
    } finally {
      if (!done) {
        writer.abort();
      }
    }
  }

  /** Commits and announces changes that are not answered to a client. */
  void run(Runnable changes) {
    commit(() -> {
      changes.run();
      return true;
    });
    announce();
  }

  /** Wakes the consumers of the feed; call it after the clients have been answered. */
  void announce() {
    recent.announce();
  }
}
