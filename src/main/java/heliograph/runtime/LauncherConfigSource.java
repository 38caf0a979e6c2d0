package heliograph.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The defaults of the launcher: the data folder is beside it. Weaker than system properties, the
 * environment and the settings file. Thread-safe.
 */
public final class LauncherConfigSource implements ConfigSource {
  private static final int ORDINAL = 50;

  private final Map<String, String> values =
      Optional.ofNullable(System.getenv("HELIOGRAPH_DATA_DEFAULT"))
          .map(folder -> Map.of("heliograph.data", folder))
          .orElse(Map.of());

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
    return "heliograph launcher";
  }
}
