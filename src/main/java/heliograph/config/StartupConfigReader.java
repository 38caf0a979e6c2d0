package heliograph.config;

/** Reads keys whose changes take effect at the next start. Confined to its caller. */
final class StartupConfigReader extends ConfigReader {
  StartupConfigReader(ConfigReading reading) {
    super(reading, false);
  }
}
