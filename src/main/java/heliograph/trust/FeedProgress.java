package heliograph.trust;

/**
 * The progress of writing this relay's events into the database that the graph jobs read.
 * Thread-safe.
 */
public interface FeedProgress {
  /** The progress of a process without a store: there is nothing to wait for. */
  FeedProgress NOTHING =
      new FeedProgress() {
        @Override
        public long newest() {
          return 0;
        }

        @Override
        public long written() {
          return 0;
        }
      };

  /** Returns the number of the store's newest change. */
  long newest();

  /**
   * Returns the number of the newest change that the database has; negative before that is known.
   */
  long written();
}
