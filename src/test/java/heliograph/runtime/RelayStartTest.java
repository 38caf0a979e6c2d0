package heliograph.runtime;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.config.RelayConfig;
import heliograph.metrics.InMemoryMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails leaves nothing behind: the next one in the same process succeeds. */
class RelayStartTest {
  @TempDir private Path folder;

  private RelayConfig config(Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("heliograph.data", folder.toString());
    values.put("heliograph.store.map-size", "64MiB");
    values.put("heliograph.store.disk-free-min", "0");
    values.putIfAbsent("heliograph.analytics.enabled", "false");
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }

  private void startAndStop() {
    try (Relay relay = new Relay(config(Map.of()), new InMemoryMeters())) {
      assertThat(relay.store().statistics().events()).isZero();
    }
  }

  /** Names of the relay's threads that are alive. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("heliograph-"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void failsAndLeavesNothing(RelayConfig broken, String words) {
    Set<String> before = threads();
    assertThatThrownBy(() -> new Relay(broken, new InMemoryMeters())).hasMessageContaining(words);
    eventually("the threads that the start began to end", () -> before.containsAll(threads()));
  }

  @Test
  void brokenModerationFile_mended_startsInTheSameProcess() throws IOException {
    Path file = folder.resolve("moderation.json");
    Files.writeString(file, "{");
    failsAndLeavesNothing(config(Map.of()), "moderation.json");
    Files.delete(file);
    startAndStop();
  }

  @Test
  void brokenKeyFile_mended_startsInTheSameProcess() throws IOException {
    Path file = folder.resolve("relay.key");
    Files.writeString(file, "no key");
    failsAndLeavesNothing(config(Map.of()), "relay.key");
    Files.delete(file);
    startAndStop();
  }

  @Test
  void brokenAuditTrail_mended_startsInTheSameProcess() throws IOException {
    Path file = Files.createDirectories(folder.resolve("audit.jsonl"));
    failsAndLeavesNothing(config(Map.of()), "audit.jsonl");
    Files.delete(file);
    startAndStop();
  }

  @Test
  void wrongDataSource_mended_startsInTheSameProcess() {
    Map<String, String> wrong =
        Map.of(
            "heliograph.analytics.enabled", "true",
            "heliograph.analytics.data-source", "jdbc/nowhere");
    failsAndLeavesNothing(config(wrong), "heliograph.analytics.data-source");
    startAndStop();
  }

  @Test
  void storeInUse_released_startsInTheSameProcess() {
    try (Relay first = new Relay(config(Map.of()), new InMemoryMeters())) {
      assertThat(first.store().isShortOfDisk()).isFalse();
      failsAndLeavesNothing(config(Map.of()), "is being written");
    }
    startAndStop();
  }
}
