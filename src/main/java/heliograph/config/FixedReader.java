package heliograph.config;

/** Reads keys whose changes take effect at the next start. Confined to its caller. */
final class FixedReader extends ConfigReader {
  FixedReader(Reading reading) {
    super(reading, false);
  }
}
