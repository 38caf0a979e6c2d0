package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values with a spelling of their own: kinds, rates, relay addresses, lists. */
class ValuesTest {
  @TempDir private Path folder;

  @Test
  void kinds_areReadAndWritten() {
    KindRanges kinds = KindRanges.parse(" 0, 3,10000-19999,4 ");
    assertThat(kinds.contains(0)).isTrue();
    assertThat(kinds.contains(5)).isFalse();
    assertThat(kinds.contains(10_000)).isTrue();
    assertThat(kinds.contains(19_999)).isTrue();
    assertThat(kinds.contains(20_000)).isFalse();
    assertThat(kinds).hasToString("0,3-4,10000-19999");
    assertThat(KindRanges.parse(kinds.toString())).isEqualTo(kinds);
    assertThat(KindRanges.parse("")).isEqualTo(KindRanges.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "65536", "7-3", "1-", "1-2-3", "1;2"})
  void kinds_thatAreNone_areNamed(String text) {
    assertThatThrownBy(() -> KindRanges.parse("1," + text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({"100/10s, 100, 10000", "5/m, 5, 60000", "1/250ms, 1, 250", "7 / 2h, 7, 7200000"})
  void rates_areRead(String text, int tokens, long millis) {
    assertThat(Rate.parse(text)).isEqualTo(new Rate(tokens, Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "10/", "0/s", "10/0s", "-1/s", "10/1w"})
  void rates_thatAreNone_areNamed(String text) {
    assertThatThrownBy(() -> Rate.parse(text)).hasMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({
    "wss://Relay.Example/, ws://relay.example:80, true",
    "wss://relay.example:443, https://relay.example, true",
    "ws://relay.example:7447/, ws://relay.example:7447, true",
    "wss://relay.example/a/, wss://relay.example/a, true",
    "wss://relay.example/a, wss://relay.example/b, false",
    "wss://relay.example, wss://relay.example:444, false"
  })
  void relayUrls_areComparedNormalised(String one, String other, boolean same) {
    assertThat(RelayUrl.parse(one).equals(RelayUrl.parse(other))).isEqualTo(same);
    assertThat(RelayUrl.parse(one)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relay.example", "ftp://relay.example", "wss://", "wss://a b"})
  void relayUrls_thatAreNone_areEmpty(String text) {
    assertThat(RelayUrl.parse(text)).isEmpty();
  }

  @Test
  void lists_comeFromFilesToo() throws Exception {
    String key = "ab".repeat(32);
    Path file = Files.writeString(folder.resolve("keys.txt"), "# spammers\n" + key + " # one\n\n");
    Path kinds = Files.writeString(folder.resolve("kinds.txt"), "7 # reactions\n30000-39999\n");
    Map<String, String> values =
        Map.of(
            "heliograph.policy.pubkeys-denied",
            "@" + file,
            "heliograph.policy.kinds-denied",
            "4,@" + kinds,
            "heliograph.policy.words-denied",
            " Foo ,bar baz",
            "heliograph.policy.plugin",
            "/bin/judge --mode \"very strict\"");
    RelayConfig config = RelayConfig.read(name -> Optional.ofNullable(values.get(name)));
    assertThat(config.live().policy().pubkeysDenied()).containsExactly(key);
    assertThat(config.live().policy().wordsDenied()).containsExactly("foo", "bar baz");
    assertThat(config.live().policy().plugin().command())
        .containsExactly("/bin/judge", "--mode", "very strict");
    assertThat(config.live().policy().kindsDenied().toString()).isEqualTo("4,7,30000-39999");
    assertThat(config.files()).containsExactlyInAnyOrder(file, kinds);
    assertThatThrownBy(() ->
            RelayConfig.read(name ->
                name.equals("heliograph.admin.pubkeys")
                    ? Optional.of("@" + folder.resolve("none"))
                    : Optional.empty()))
        .isInstanceOfSatisfying(
            ConfigException.class, e -> assertThat(e.faults()).anyMatch(f -> f.contains("none")));
  }
}
