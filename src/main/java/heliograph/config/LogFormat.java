package heliograph.config;

/** The format of a line of the log. */
public enum LogFormat {
  /** A line of text. */
  TEXT,
  /** A JSON object. */
  JSON
}
