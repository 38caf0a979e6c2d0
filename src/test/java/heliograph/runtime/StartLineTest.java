package heliograph.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A WAR whose settings are lost begins an empty store, which its log must say. */
class StartLineTest {
  @Test
  void warning_ofADataFolderThatNobodyNamed_isOfServersOfOnesOwnAlone() {
    RelayConfig unnamed = config(Map.of());
    RelayConfig named = config(Map.of("heliograph.data", "/var/lib/heliograph"));

    assertThat(StartLine.warning(unnamed, false))
        .hasValueSatisfying(line ->
            assertThat(line)
                .startsWith("heliograph.data is not set: this relay keeps its data in /")
                .endsWith("/data"));
    assertThat(StartLine.warning(unnamed, true)).isEmpty();
    assertThat(StartLine.warning(named, false)).isEmpty();
  }

  private static RelayConfig config(Map<String, String> values) {
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }
}
