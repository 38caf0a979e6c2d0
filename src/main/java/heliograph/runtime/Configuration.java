package heliograph.runtime;

import heliograph.config.ConfigException;
import heliograph.config.ConfigKey;
import heliograph.config.MemoryBudget;
import heliograph.config.RelayConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Reads the relay's configuration from the sources of MicroProfile Config. */
public final class Configuration {
  private Configuration() {}

  /**
   * A configuration with the values it was read from.
   *
   * @param values by key, only those that are set
   */
  record Loaded(RelayConfig config, Map<String, String> values) {
    Loaded {
      values = Map.copyOf(values);
    }

    /** Returns the keys that take a restart and have another value than {@code before}. */
    List<String> fixedKeysThatDifferFrom(Loaded before) {
      return RelayConfig.keys().stream()
          .filter(key -> !key.live())
          .map(ConfigKey::name)
          .filter(key ->
              !Optional.ofNullable(values.get(key))
                  .equals(Optional.ofNullable(before.values.get(key))))
          .toList();
    }
  }

  /**
   * Reads and validates everything, from the sources as they are now.
   *
   * @throws ConfigException naming every fault, keys in the file that do not exist among them
   */
  public static RelayConfig load() {
    return read().config();
  }

  /**
   * Reads and validates everything for a relay that is to serve from the heap of this process.
   *
   * @throws ConfigException also if what it allows does not fit into that heap
   */
  static Loaded readToServe() {
    Loaded loaded = read();
    if (!loaded.config().fixed().isWorker()) {
      budget(loaded.config())
          .fault()
          .ifPresent(sentence -> {
            throw new ConfigException(List.of(sentence));
          });
    }
    return loaded;
  }

  /** Returns what a configuration may need of the heap of this process. */
  static MemoryBudget budget(RelayConfig config) {
    return MemoryBudget.of(config, Runtime.getRuntime().maxMemory());
  }

  /** Reads and validates everything; keeps the values it was read from. */
  static Loaded read() {
    ConfigProviderResolver resolver = ConfigProviderResolver.instance();
    // a configuration of our own: the container's would keep the file as it was at its start
    Config config =
        resolver
            .getBuilder()
            .addDefaultSources()
            .addDiscoveredSources()
            .addDiscoveredConverters()
            .build();
    try {
      return read(config);
    } finally {
      resolver.releaseConfig(config);
    }
  }

  private static Loaded read(Config config) {
    List<String> faults = new ArrayList<>(unknownKeys(config));
    Map<String, String> values = new HashMap<>();
    try {
      RelayConfig read =
          RelayConfig.read(name -> {
            Optional<String> value = config.getOptionalValue(name, String.class);
            value.ifPresent(text -> values.put(name, text));
            return value;
          });
      if (faults.isEmpty()) {
        return new Loaded(read, values);
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
