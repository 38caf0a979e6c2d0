package heliograph.config;

/** Reads keys whose changes take effect while the relay runs. Confined to its caller. */
final class ReloadableConfigReader extends ConfigReader {
  ReloadableConfigReader(ConfigReading reading) {
    super(reading, true);
  }
}
