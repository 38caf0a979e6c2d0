package heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.crypto.secp256k1.NativeSchnorr;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key files. */
class RelayKeyTest {
  private static final String NSEC =
      "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
  private static final String PUBLIC =
      "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";

  @TempDir private Path folder;

  private String publicKey(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("key"), content);
    return RelayKey.of(file, new NativeSchnorr()).publicKey().hex();
  }

  @Test
  void of_hexOrNsec_isTheSameKey() throws Exception {
    assertThat(publicKey("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa\n"))
        .isEqualTo(PUBLIC);
    assertThat(publicKey(NSEC + "\n")).isEqualTo(PUBLIC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nsec1",
        "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe6",
        "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg",
        "nostr:nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ff"
      })
  void of_otherContent_isRefusedWithoutRepeatingIt(String content) {
    assertThatThrownBy(() -> publicKey(content))
        .isInstanceOf(IllegalStateException.class)
        .message()
        .doesNotContain("vl029mg", "67dea2ed");
  }
}
