package heliograph.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The operator's file as a MicroProfile ConfigSource: a properties file named by the system
 * property {@code heliograph.config} or the variable {@code HELIOGRAPH_CONFIG}. Stronger than the
 * defaults, weaker than the environment (300) and system properties (400). Thread-safe.
 */
public final class FileConfigSource implements ConfigSource {
  static final int ORDINAL = 200;

  private volatile Map<String, String> values = Map.of();
  private volatile Optional<String> fault = Optional.empty();

  /**
   * Reads the file, if one is named. A file that cannot be read is reported as a fault of the
   * configuration later, because an exception here would go to the server.
   */
  public FileConfigSource() {
    readAgain();
  }

  /** Reads the file as it is now, if one is named. */
  void readAgain() {
    fault = Optional.empty();
    file().ifPresent(this::read);
  }

  /** Returns the file that is named, if one is. */
  static Optional<Path> file() {
    return Optional.ofNullable(System.getProperty("heliograph.config"))
        .or(() -> Optional.ofNullable(System.getenv("HELIOGRAPH_CONFIG")))
        .filter(name -> !name.isBlank())
        .map(Path::of);
  }

  private void read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (CharacterCodingException e) {
      fault = Optional.of("the settings file " + file + " is not UTF-8");
      return;
    } catch (IOException e) {
      fault = Optional.of("cannot read the settings file " + file + ": " + e);
      return;
    } catch (IllegalArgumentException e) {
      fault = Optional.of("the settings file " + file + " has a broken \\u escape");
      return;
    }
    Map<String, String> read = new LinkedHashMap<>();
    properties.stringPropertyNames().forEach(key -> read.put(key, properties.getProperty(key)));
    values = Collections.unmodifiableMap(read);
  }

  /** Returns why the file could not be read; empty if it could. */
  Optional<String> fault() {
    return fault;
  }

  @Override
  public int getOrdinal() {
    return ORDINAL;
  }

  @Override
  public Set<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public @Nullable String getValue(String key) {
    return values.get(key);
  }

  @Override
  public String getName() {
    return "heliograph configuration file";
  }
}
