package heliograph.config;

import heliograph.config.Profile.Defaults;

/**
 * Reads keys whose defaults depend on the profile. Their changes take effect while the relay runs,
 * as long as the profile stays the same. Confined to its caller.
 */
final class ProfileReader extends ConfigReader {
  private final ConfigReading reading;
  private final Profile profile;

  ProfileReader(ConfigReading reading, Profile profile) {
    super(reading, true);
    this.reading = reading;
    this.profile = profile;
  }

  private String defaultOf(Defaults defaults) {
    reading.profileDefaults(defaults);
    return defaults.of(profile);
  }

  private String text(String defaultValue, Defaults defaults, String meaning) {
    return text(defaults.key(), defaultValue, ConfigKey.BY_PROFILE, meaning);
  }

  /** Reads a whole number from {@code min} to {@code max}. */
  int integer(Defaults defaults, int min, int max, String meaning) {
    String byDefault = defaultOf(defaults);
    String value = text(byDefault, defaults, meaning);
    return number(defaults.key(), value, Integer.parseInt(byDefault), min, max);
  }

  /** Reads IP addresses and ranges of them. */
  AddressRanges addresses(Defaults defaults, String meaning) {
    String byDefault = defaultOf(defaults);
    String value = text(byDefault, defaults, meaning);
    String joined = String.join(",", items(defaults.key(), value));
    return parsed(defaults.key(), joined, byDefault, AddressRanges::parse);
  }

  /** Reads a rate of requests; no limit if empty. */
  Rate rate(Defaults defaults, String meaning) {
    String byDefault = defaultOf(defaults);
    return parsed(defaults.key(), text(byDefault, defaults, meaning), byDefault, Rate::parse);
  }

  /** Reads a rate of bytes; no limit if empty. */
  Rate byteRate(Defaults defaults, String meaning) {
    String byDefault = defaultOf(defaults);
    return parsed(defaults.key(), text(byDefault, defaults, meaning), byDefault, Rate::parseBytes);
  }
}
