package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.ConfigKey;
import heliograph.config.RelayConfig;
import heliograph.runtime.Configuration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is shown of the settings. */
class ConfigCommandTest {
  private static String shown(String key, String value) {
    return ConfigCommand.shown(new Configuration.Setting(key, value, "environment", false));
  }

  @Test
  void shown_secrets_areMasked() {
    assertThat(shown("heliograph.api.password", "hunter2")).isEqualTo("********");
    assertThat(shown("DB_PASSWORD", "hunter2")).isEqualTo("********");
    assertThat(shown("heliograph.membership.claims", "code")).isEqualTo("********");
    assertThat(shown("heliograph.analytics.reader-password", "look")).isEqualTo("********");
    assertThat(shown("heliograph.api.password", "")).isEmpty();
    assertThat(shown("heliograph.relay.name", "x")).isEqualTo("x");
  }

  /** A key that is added and sounds like a secret must be decided about. */
  @Test
  void secrets_areAllKeysThatSoundLikeOne() {
    Set<String> harmless = Set.of("heliograph.api.password-role");
    assertThat(RelayConfig.keys())
        .extracting(ConfigKey::name)
        .filteredOn(name -> name.matches("(?i).*(password|secret|token|claims|credential).*"))
        .isNotEmpty()
        .allMatch(name -> ConfigCommand.isSecret(name) || harmless.contains(name));
  }

  @Test
  void unknownVariables_areNamed() {
    assertThat(
            ConfigCommand.unknownVariables(
                Set.of(
                    "HELIOGRAPH_HTTP_PORT",
                    "HELIOGRAPH_HTTTP_PORT",
                    "HELIOGRAPH_HEAP",
                    "HELIOGRAPH_STORE_MAP_SIZE",
                    "PATH")))
        .containsExactly("HELIOGRAPH_HTTTP_PORT");
  }
}
