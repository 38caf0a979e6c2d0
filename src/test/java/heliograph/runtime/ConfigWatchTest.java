package heliograph.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.config.ConfigException;
import heliograph.config.RelayConfig;
import heliograph.metrics.InMemoryMeters;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
    Path file = settings("");
    List<RelayConfig> taken = new ArrayList<>();
    ConfigWatch watch =
        watch(
            () -> {
              if (!Files.exists(file)) { // as ServiceLoader tells what the source threw
                throw new ServiceConfigurationError("FileConfigSource could not be instantiated");
              }
              return loaded(file);
            },
            taken);

    Files.delete(file);
    watch.run();
    assertThat(taken).isEmpty();
    Files.writeString(file, "heliograph.limits.tags-max=7");
    watch.run();

    assertThat(taken).hasSize(1);
  }

  @Test
  void run_fileChangedWhileItIsRead_readsItAgain() throws IOException {
    Path file = settings("");
    List<RelayConfig> taken = new ArrayList<>();
    AtomicBoolean writes = new AtomicBoolean();
    ConfigWatch watch =
        watch(
            () -> {
              Configuration.Loaded read = loaded(file);
              if (writes.compareAndSet(true, false)) { // by an operator, between two steps
                write(file, "heliograph.limits.tags-max=70");
              }
              return read;
            },
            taken);

    write(file, "heliograph.limits.tags-max=7");
    writes.set(true);
    watch.run();
    watch.run();

    assertThat(taken).extracting(config -> config.live().limits().tagsMax()).containsExactly(7, 70);
  }

  @Test
  void run_fileChangedDuringTheStart_readsItAtTheFirstLook() throws IOException {
    Path file = settings("");
    List<RelayConfig> taken = new ArrayList<>();
    Configuration.Loaded before = loaded(file);
    write(file, "heliograph.limits.tags-max=7");
    ConfigWatch watch =
        new ConfigWatch(before, () -> loaded(file), taken::add, new InMemoryMeters());

    watch.run();

    assertThat(taken).hasSize(1);
  }

  @Test
  void run_sameValuesAgain_changesNothing() throws IOException {
    Path file = settings("heliograph.limits.tags-max=7");
    List<RelayConfig> taken = new ArrayList<>();
    ConfigWatch watch = watch(() -> loaded(file), taken);

    watch.run();
    write(file, "heliograph.limits.tags-max=7\n# the same");
    watch.run();

    assertThat(taken).isEmpty();
  }

  @Test
  void look_saysWhatBecameOfIt() throws IOException {
    Path file = settings("");
    List<RelayConfig> taken = new ArrayList<>();
    ConfigWatch watch = watch(() -> loaded(file), taken);

    assertThat(watch.look()).containsExactly("nothing has changed");
    write(file, "heliograph.limits.tags-max=7\nheliograph.store.queue-max=77");
    assertThat(watch.look())
        .containsExactly(
            "heliograph.store.queue-max takes effect at the next start",
            "the settings are in effect");
    write(file, "heliograph.limits.tags-max=x\nheliograph.limits.limit-max=y");
    assertThat(watch.look()).hasSize(2).allMatch(line -> line.startsWith("refused heliograph."));
    Files.delete(file);
    assertThat(watch.look()).singleElement().asString().startsWith("refused ");
    assertThat(taken).hasSize(1);
  }

  @Test
  void key_thatDoesNotExist_isAFaultWhateverItBeginsWith() {
    settings("heliograph.prot=1\nheliogaph.port=2\nport=3\nDB_HOTS=x\nheliograph.http.port=7448");

    assertThatThrownBy(Configuration::load)
        .isInstanceOfSatisfying(
            ConfigException.class,
            fault ->
                assertThat(fault.faults())
                    .containsExactlyInAnyOrder(
                        "heliograph.prot is not a configuration key",
                        "heliogaph.port is not a configuration key",
                        "port is not a configuration key",
                        "DB_HOTS is not a configuration key"));
  }

  private Path settings(String text) {
    Path file = folder.resolve("heliograph.properties");
    write(file, text);
    System.setProperty("heliograph.config", file.toString());
    return file;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConfigWatch watch(Supplier<Configuration.Loaded> loader, List<RelayConfig> taken) {
    return new ConfigWatch(loader.get(), loader, taken::add, new InMemoryMeters());
  }

  private static Configuration.Loaded loaded(Path file) {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> map = new HashMap<>();
    values.forEach((key, value) -> map.put((String) key, (String) value));
    return new Configuration.Loaded(
        RelayConfig.read(key -> Optional.ofNullable(map.get(key))), map);
  }
}
