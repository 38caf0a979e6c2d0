package heliograph.config;

/** What a process is there for. */
public enum Mode {
  /** Everything: clients, and the statistics beside them. */
  RELAY,
  /** The jobs on the statistics' database, without clients or events of its own. */
  ANALYTICS
}
