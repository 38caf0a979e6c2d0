package heliograph.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One reading of the whole configuration: the values, and the keys, files and faults that its
 * readers have met so far. Confined to its caller.
 */
final class ConfigReading {
  private final Function<String, Optional<String>> source;
  private final List<ConfigKey> keys = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private final Map<String, Profile.Defaults> profileDefaults = new LinkedHashMap<>();

  /** Reads from {@code source}, which returns the value of a key, or empty for its default. */
  ConfigReading(Function<String, Optional<String>> source) {
    this.source = source;
  }

  Optional<String> value(ConfigKey key) {
    keys.add(key);
    return source.apply(key.name());
  }

  void fault(String sentence) {
    faults.add(sentence);
  }

  void file(Path named) {
    files.add(named);
  }

  void profileDefaults(Profile.Defaults defaults) {
    profileDefaults.put(defaults.key(), defaults);
  }

  /** Returns the keys read so far, in the order of reading. */
  List<ConfigKey> keys() {
    return List.copyOf(keys);
  }

  /** Returns the defaults that profiles give keys, in the order of reading. */
  List<Profile.Defaults> profileDefaults() {
    return List.copyOf(profileDefaults.values());
  }

  /** Returns the files that values named, which are watched for changes. */
  List<Path> files() {
    return List.copyOf(files);
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigException if there were faults; the message names all of them
   */
  void finish() {
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
  }
}
