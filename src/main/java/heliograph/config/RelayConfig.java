package heliograph.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The whole configuration. Each key is read by the reader of its part, so the part that contains a
 * key decides when a change of it takes effect.
 *
 * @param fixed the part whose changes take effect at the next start
 * @param shares the part whose changes take effect at once while the profile stays the same
 * @param live the part whose changes take effect at once
 * @param files the files that values name, which are watched for changes
 */
public record RelayConfig(
    StartupConfig fixed, Shares shares, ReloadableConfig live, List<Path> files) {
  public RelayConfig {
    files = List.copyOf(files);
  }

  /**
   * Reads and validates everything.
   *
   * @param source returns the value of a key; empty if it is not set
   * @throws ConfigException if there are faults; the message names all of them
   */
  public static RelayConfig read(Function<String, Optional<String>> source) {
    ConfigReading reading = new ConfigReading(source);
    RelayConfig config = read(reading);
    reading.finish();
    return config;
  }

  /** Returns every key with its default. */
  public static List<ConfigKey> keys() {
    return readDefaults().keys();
  }

  /** Returns the defaults by profile of the keys that have such defaults. */
  public static List<Profile.Defaults> profileDefaults() {
    return readDefaults().profileDefaults();
  }

  private static ConfigReading readDefaults() {
    ConfigReading reading = new ConfigReading(name -> Optional.empty());
    read(reading);
    return reading;
  }

  private static RelayConfig read(ConfigReading reading) {
    StartupConfig fixed = StartupConfig.read(new StartupConfigReader(reading));
    Shares shares = Shares.read(new ProfileReader(reading, fixed.profile()));
    ReloadableConfig live = ReloadableConfig.read(new ReloadableConfigReader(reading));
    return new RelayConfig(fixed, shares, live, reading.files());
  }

  /**
   * Returns this configuration with the parts of {@code fresh} that can change while the relay
   * runs. The shares stay if {@code fresh} has another profile, since a profile takes a restart.
   */
  public RelayConfig withLivePartOf(RelayConfig fresh) {
    boolean sameProfile = fixed.profile() == fresh.fixed.profile();
    return new RelayConfig(fixed, sameProfile ? fresh.shares : shares, fresh.live, fresh.files);
  }
}
