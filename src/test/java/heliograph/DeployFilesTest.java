package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.runtime.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files of {@code deploy}, the Dockerfile and the sample of the settings, read as text. */
class DeployFilesTest {
  private static final Path DEPLOY = Path.of("deploy");
  private static final List<Path> FILES =
      List.of(
          Path.of("Dockerfile"),
          DEPLOY.resolve("compose/compose.yaml"),
          DEPLOY.resolve("kubernetes/heliograph.yaml"),
          DEPLOY.resolve("systemd/heliograph.service"),
          DEPLOY.resolve("systemd/heliograph-worker.service"),
          Path.of("relay.properties.example"));

  private static String text(String file) throws IOException {
    return Files.readString(DEPLOY.resolve(file));
  }

  /** What a setting may be called: keys of the relay and what the launcher alone reads. */
  private static Set<String> names() {
    Set<String> names =
        RelayConfig.keys().stream()
            .map(key -> key.name())
            .flatMap(name -> List.of(name, variable(name)).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    names.addAll(List.of("HELIOGRAPH_HEAP", "HELIOGRAPH_TMP", "HELIOGRAPH_CONFIG"));
    return names;
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  @Test
  void settings_areKeysThatThereAre() throws IOException {
    Set<String> names = names();
    Pattern setting =
        Pattern.compile("\\b(HELIOGRAPH_[A-Z_]+|DB_[A-Z_]+(?=[:=}?])|heliograph\\.[a-z.-]+(?==))");
    for (Path file : FILES) {
      Matcher found = setting.matcher(Files.readString(file));
      while (found.find()) {
        assertThat(names).as("%s in %s", found.group(), file).contains(found.group());
      }
    }
  }

  @Test
  void images_areOfThisVersion() throws IOException {
    for (String file : List.of("compose/compose.yaml", "kubernetes/heliograph.yaml")) {
      assertThat(text(file)).contains("image: heliograph:" + Version.current() + "\n");
    }
    assertThat(Path.of("CHANGELOG.md")).content().contains("\n## " + Version.current());
  }

  @Test
  void database_ofTheComposeFile_isTunedForStatistics() throws IOException {
    assertThat(text("compose/compose.yaml"))
        .contains(
            "shared_buffers=256MB",
            "effective_cache_size=1GB",
            "maintenance_work_mem=128MB",
            "max_connections=200",
            "work_mem=8MB",
            "log_min_duration_statement=1000",
            "checkpoint_completion_target=0.9",
            "wal_buffers=16MB",
            "default_statistics_target=100",
            "random_page_cost=1.1",
            "effective_io_concurrency=200",
            "min_wal_size=1GB",
            "max_wal_size=4GB",
            "shared_preload_libraries=pg_stat_statements",
            "shm_size: 256mb",
            "\"--appendonly\", \"yes\"",
            "pg_isready",
            "\"redis-cli\", \"ping\"")
        .containsPattern("healthcheck:(?s:.*)healthcheck:(?s:.*)healthcheck:");
  }

  @Test
  void units_restartBoundAndHarden() throws IOException {
    for (String unit : List.of("systemd/heliograph.service", "systemd/heliograph-worker.service")) {
      assertThat(text(unit))
          .contains(
              "After=network-online.target postgresql.service",
              "Restart=always",
              "SuccessExitStatus=143",
              "ProtectSystem=strict",
              "NoNewPrivileges=true");
    }
    assertThat(text("systemd/heliograph-worker.service"))
        .contains("MemoryMax=2G", "--mode analytics");
  }

  @Test
  void manifests_probeAndKeepOneWriter() throws IOException {
    assertThat(text("kubernetes/heliograph.yaml"))
        .contains(
            "replicas: 1",
            "startupProbe:",
            "readinessProbe:",
            "livenessProbe:",
            "/health/started",
            "/health/ready",
            "/health/live",
            "readOnlyRootFilesystem: true",
            "runAsNonRoot: true");
  }
}
