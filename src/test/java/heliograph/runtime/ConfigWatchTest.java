package heliograph.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.metrics.InMemoryMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch outlives whatever a file does to it. */
class ConfigWatchTest {
  @TempDir private Path folder;

  @AfterEach
  void forget() {
    System.clearProperty("heliograph.config");
  }

  @Test
  void run_fileAwayForAMoment_refusesAndGoesOn() throws IOException {
    Path file = folder.resolve("heliograph.properties");
    Files.writeString(file, "");
    System.setProperty("heliograph.config", file.toString());
    RelayConfig config = RelayConfig.read(key -> Optional.empty());
    Configuration.Loaded loaded = new Configuration.Loaded(config, Map.of());
    List<RelayConfig> taken = new ArrayList<>();
    ConfigWatch watch =
        new ConfigWatch(
            loaded,
            () -> {
              if (!Files.exists(file)) { // as ServiceLoader tells what the source threw
                throw new ServiceConfigurationError("FileConfigSource could not be instantiated");
              }
              return loaded;
            },
            taken::add,
            new InMemoryMeters());

    Files.delete(file);
    watch.run();
    assertThat(taken).isEmpty();
    Files.writeString(file, "# back");
    watch.run();

    assertThat(taken).hasSize(1);
  }
}
