package heliograph.config;

/** Reads keys whose changes take effect while the relay runs. Confined to its caller. */
final class LiveReader extends ConfigReader {
  LiveReader(Reading reading) {
    super(reading, true);
  }
}
