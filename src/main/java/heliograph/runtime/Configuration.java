package heliograph.runtime;

import heliograph.config.ConfigException;
import heliograph.config.ConfigKey;
import heliograph.config.MemoryBudget;
import heliograph.config.RelayConfig;
import heliograph.config.StartupConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Reads the relay's configuration from the sources of MicroProfile Config. */
public final class Configuration {
  private static final int ENVIRONMENT_ORDINAL = 300;

  private Configuration() {}

  /**
   * A configuration with the values it was read from.
   *
   * @param values the values by key, only those that are set
   */
  record Loaded(RelayConfig config, Map<String, String> values) {
    Loaded {
      values = Map.copyOf(values);
    }

    /** Returns the keys that need a restart and have another value than in {@code before}. */
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
   * @throws ConfigException if there are faults, including unknown keys in the file; the message
   *     names all of them
   */
  public static RelayConfig load() {
    return read().config();
  }

  /**
   * A setting and its source.
   *
   * @param source the source in words
   * @param isDefault whether it is not set
   */
  public record Setting(String key, String value, String source, boolean isDefault) {}

  /** Returns the settings file, if one is named. */
  public static Optional<Path> file() {
    return FileConfigSource.file();
  }

  /** Returns the folder of the relay's data, whatever else the settings say. */
  public static Path dataFolder() {
    return using(config ->
        Path.of(
                config
                    .getOptionalValue("heliograph.data", String.class)
                    .orElse(StartupConfig.DATA_DEFAULT))
            .toAbsolutePath()
            .normalize());
  }

  /** Returns every setting, in the order of the documentation, unchecked. */
  public static List<Setting> settings() {
    return using(config -> RelayConfig.keys().stream().map(key -> setting(config, key)).toList());
  }

  private static Setting setting(Config config, ConfigKey key) {
    ConfigValue found = config.getConfigValue(key.name());
    String value = found.getValue();
    return value == null
        ? new Setting(key.name(), key.defaultValue(), "defaults", true)
        : new Setting(key.name(), value, source(found), false);
  }

  private static String source(ConfigValue found) {
    int ordinal = found.getSourceOrdinal();
    if (ordinal == FileConfigSource.ORDINAL) {
      return "file " + FileConfigSource.file().map(Path::toString).orElse("");
    }
    return ordinal > ENVIRONMENT_ORDINAL
        ? "options and system properties"
        : ordinal == ENVIRONMENT_ORDINAL ? "environment" : "launcher";
  }

  /** Returns the environment variables by which settings can be set. */
  public static Set<String> variables() {
    Set<String> names = new HashSet<>();
    for (ConfigKey key : RelayConfig.keys()) {
      names.add(key.name().replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT));
    }
    return names;
  }

  /**
   * Checks everything for a relay with a heap of {@code heapBytes}.
   *
   * @return a summary of the configuration
   * @throws ConfigException if there are faults; the message names all of them
   */
  public static String check(long heapBytes) {
    Loaded loaded = read();
    MemoryBudget budget = MemoryBudget.of(loaded.config(), heapBytes);
    if (!loaded.config().fixed().isWorker()) {
      budget
          .fault()
          .ifPresent(sentence -> {
            throw new ConfigException(List.of(sentence));
          });
    }
    return "%d are set, profile %s, memory budget %s"
        .formatted(
            loaded.values().size(), loaded.config().fixed().profile().spelled(), budget.summary());
  }

  /**
   * Reads and validates everything for a relay in this process.
   *
   * @throws ConfigException also if its memory budget does not fit the heap of this process
   */
  static Loaded readForRelay() {
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

  /** Returns the memory budget of a configuration with the heap of this process. */
  static MemoryBudget budget(RelayConfig config) {
    return MemoryBudget.of(config, Runtime.getRuntime().maxMemory());
  }

  /** Reads and validates everything, and keeps the values. */
  static Loaded read() {
    return using(Configuration::read);
  }

  private static <T> T using(Function<Config, T> work) {
    ConfigProviderResolver resolver = ConfigProviderResolver.instance();
    // a separate configuration, because the container's keeps the file as it was at its start
    Config config =
        resolver
            .getBuilder()
            .addDefaultSources()
            .addDiscoveredSources()
            .addDiscoveredConverters()
            .build();
    for (ConfigSource source : config.getConfigSources()) {
      if (source instanceof FileConfigSource file) {
        file.readAgain(); // Payara keeps the sources that it has discovered first
      }
    }
    try {
      return work.apply(config);
    } finally {
      resolver.releaseConfig(config);
    }
  }

  private static Loaded read(Config config) {
    List<String> faults = new ArrayList<>(faultsOfFile(config));
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

  private static List<String> faultsOfFile(Config config) {
    Set<String> known = new HashSet<>();
    for (ConfigKey key : RelayConfig.keys()) {
      known.add(key.name());
    }
    List<String> faults = new ArrayList<>();
    for (ConfigSource source : config.getConfigSources()) {
      if (source instanceof FileConfigSource file) {
        file.fault().ifPresent(faults::add);
        for (String name : source.getPropertyNames()) {
          if (!known.contains(name)) {
            faults.add(name + " is not a configuration key");
          }
        }
      }
    }
    return faults;
  }
}
