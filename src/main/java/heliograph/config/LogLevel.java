package heliograph.config;

/** The levels of the log: lines of a level and of more severe ones are logged. */
public enum LogLevel {
  ERROR,
  WARNING,
  INFO,
  DEBUG
}
