package heliograph.config;

/** The role of a process. */
public enum Mode {
  /** Serves clients and keeps statistics. */
  RELAY,
  /** Runs the jobs on the statistics' database, without clients or events. */
  ANALYTICS
}
