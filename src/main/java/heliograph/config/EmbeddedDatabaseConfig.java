package heliograph.config;

/**
 * How other programs reach the embedded database.
 *
 * @param port the port on which it listens, on this machine only; 0 for a free one at each start
 * @param readerPassword the password of the user {@code heliograph_reader}, who may read figures
 *     and change nothing; empty for no such user
 */
public record EmbeddedDatabaseConfig(int port, String readerPassword) {
  private static final int PASSWORD_MIN = 12;

  static EmbeddedDatabaseConfig read(StartupConfigReader in) {
    EmbeddedDatabaseConfig config =
        new EmbeddedDatabaseConfig(
            in.integer(
                "heliograph.analytics.embedded-port",
                0,
                0,
                65_535,
                "Port of the embedded database on 127.0.0.1; 0 for a free one at each start."),
            in.text(
                "heliograph.analytics.reader-password",
                "",
                "Password of heliograph_reader, who reads the embedded database for Grafana; empty:"
                    + " nobody."));
    if (!config.readerPassword.isEmpty() && config.readerPassword.length() < PASSWORD_MIN) {
      in.fault(
          "heliograph.analytics.reader-password must have at least "
              + PASSWORD_MIN
              + " characters");
    }
    return config;
  }

  /** Returns the settings without the password, for the log. */
  @Override
  public String toString() {
    return "port " + port + (readerPassword.isEmpty() ? "" : ", with a reader");
  }
}
