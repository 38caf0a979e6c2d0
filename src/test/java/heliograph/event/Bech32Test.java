package heliograph.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of NIP-19, and what is near them. */
class Bech32Test {
  private static final String NPUB =
      "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
  private static final String HEX =
      "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";

  @Test
  void publicKey_ofTheExamples_isTheirKey() {
    assertThat(Bech32.publicKey(NPUB).hex()).isEqualTo(HEX);
    assertThat(Bech32.publicKey(NPUB.toUpperCase(Locale.ROOT)).hex()).isEqualTo(HEX);
    assertThat(Bech32.publicKey(HEX).hex()).isEqualTo(HEX);
    assertThat(
            Bech32.publicKey(
                    "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhyt"
                        + "nc9e3k7mgpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p")
                .hex())
        .isEqualTo("3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d");
  }

  @Test
  void publicKey_withAnyCharacterChanged_isRefused() {
    for (int i = 5; i < NPUB.length(); i++) {
      String wrong =
          NPUB.substring(0, i) + (NPUB.charAt(i) == 'q' ? 'p' : 'q') + NPUB.substring(i + 1);
      assertThatThrownBy(() -> Bech32.publicKey(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "npub1", "npub1qqqqqq", "nsec1qqqq", "abc", "npub1!!!!!!!!", "nprofile1"})
  void publicKey_ofJunk_isRefused(String text) {
    assertThatThrownBy(() -> Bech32.publicKey(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
