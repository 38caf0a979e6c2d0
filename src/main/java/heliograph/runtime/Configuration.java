package heliograph.runtime;

import heliograph.config.ConfigException;
import heliograph.config.ConfigKey;
import heliograph.config.RelayConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The relay's configuration as MicroProfile Config tells it. */
public final class Configuration {
  private Configuration() {}

  /**
   * Reads and validates everything.
   *
   * @throws ConfigException naming every fault, keys in the file that do not exist among them
   */
  public static RelayConfig load() {
    Config config = ConfigProvider.getConfig();
    List<String> faults = new ArrayList<>(unknownKeys(config));
    try {
      RelayConfig read = RelayConfig.read(name -> config.getOptionalValue(name, String.class));
      if (faults.isEmpty()) {
        return read;
      }
    } catch (ConfigException e) {
      faults.addAll(e.faults());
    }
    throw new ConfigException(faults);
  }

  private static List<String> unknownKeys(Config config) {
    Set<String> known = new HashSet<>();
    for (ConfigKey key : RelayConfig.keys()) {
      known.add(key.name());
    }
    List<String> faults = new ArrayList<>();
    for (ConfigSource source : config.getConfigSources()) {
      if (source instanceof FileConfigSource) {
        for (String name : source.getPropertyNames()) {
          if (name.startsWith("heliograph.") && !known.contains(name)) {
            faults.add(name + " is not a configuration key");
          }
        }
      }
    }
    return faults;
  }
}
