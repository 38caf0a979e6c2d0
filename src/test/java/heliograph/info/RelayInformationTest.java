package heliograph.info;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.event.PublicKey;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NIP-11: each field says what is true with these settings. */
class RelayInformationTest {
  private static JsonObject document(String... settings) {
    Map<String, String> values = new HashMap<>();
    Arrays.stream(settings)
        .map(setting -> setting.split("=", 2))
        .forEach(pair -> values.put(pair[0], pair[1]));
    RelayConfig config = RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
    String text =
        new RelayInformation(config, config.live().identity(), new PublicKey(1, 2, 3, 4), "1.2")
            .document();
    return Json.createReader(new StringReader(text)).readObject();
  }

  @Test
  void software_isAlwaysNamed() {
    assertThat(document().getString("software")).isEqualTo("heliograph");
    assertThat(document().getString("version")).isEqualTo("1.2");
    assertThat(document("heliograph.relay.software=https://example.org").getString("software"))
        .isEqualTo("https://example.org");
  }

  @ParameterizedTest
  @CsvSource({
    "open, off, false",
    "write, off, false",
    "read, off, false",
    "both, off, true",
    "open, both, false",
    "write, both, true",
    "write, write, false"
  })
  void authRequired_isTrueWhereNothingGoesWithout(String mode, String members, boolean required) {
    JsonObject limits =
        document("heliograph.auth.mode=" + mode, "heliograph.membership.mode=" + members)
            .getJsonObject("limitation");
    assertThat(limits.getBoolean("auth_required")).isEqualTo(required);
    assertThat(limits.getBoolean("payment_required")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "heliograph.auth.mode, write, false",
    "heliograph.membership.mode, open, false",
    "heliograph.membership.mode, write, true",
    "heliograph.membership.mode, both, true",
    "heliograph.policy.kinds-allowed, 1, true",
    "heliograph.policy.kinds-denied, 1, false",
    "heliograph.policy.words-denied, spam, false",
    "heliograph.policy.difficulty-min, 8, true"
  })
  void restrictedWrites_isTrueWhereAConditionMustBeKnown(
      String key, String value, boolean restricted) {
    JsonObject limits = document(key + "=" + value).getJsonObject("limitation");
    assertThat(limits.getBoolean("restricted_writes")).isEqualTo(restricted);
  }

  @Test
  void content_isNeverSaidToBeLongerThanItsMessage() {
    JsonObject limits =
        document("heliograph.limits.message-bytes-max=65536").getJsonObject("limitation");
    assertThat(limits.getInt("max_message_length")).isEqualTo(65_536);
    assertThat(limits.getInt("max_content_length")).isEqualTo(65_536);
  }

  @ParameterizedTest
  @CsvSource({
    "heliograph.eose.hints, asked, 67, true",
    "heliograph.eose.hints, always, 67, true",
    "heliograph.eose.hints, never, 67, false",
    "heliograph.auth.private-app-data, true, 78, true",
    "heliograph.auth.private-app-data, false, 78, false",
    "heliograph.auth.private-kinds, 4, 17, false",
    "heliograph.policy.difficulty-min, 0, 13, false",
    "heliograph.policy.difficulty-min, 1, 13, true",
    "heliograph.policy.protected-events, false, 70, false",
    "heliograph.search.enabled, false, 50, false",
    "heliograph.negentropy.enabled, false, 77, false",
    "heliograph.membership.mode, off, 43, false",
    "heliograph.membership.mode, open, 43, true"
  })
  void supportedNips_areThoseThatAreOn(String key, String value, int nip, boolean supported) {
    String nips = document(key + "=" + value).getJsonArray("supported_nips").toString();
    assertThat(nips.matches(".*\\b" + nip + "\\b.*")).isEqualTo(supported);
  }

  @Test
  void hints_areSaidToBeThereForTheAsking() {
    assertThat(document().getString("eose_hints")).isEqualTo("asked");
    assertThat(document("heliograph.eose.hints=never").getString("eose_hints")).isEqualTo("never");
  }
}
