package heliograph.config;

/** What is logged: lines of this weight and heavier ones. */
public enum LogLevel {
  ERROR,
  WARNING,
  INFO,
  DEBUG
}
