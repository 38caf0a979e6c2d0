package heliograph.config;

/** How the server writes a line of its log. */
public enum LogFormat {
  /** As a line for people. */
  TEXT,
  /** As a JSON object. */
  JSON
}
