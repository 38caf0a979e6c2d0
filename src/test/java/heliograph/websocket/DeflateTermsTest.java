package heliograph.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.websocket.ExtensionOffer.Parameter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The offers of RFC 6455 §9.1 and RFC 7692 §7.1, and the exact answer to each. */
class DeflateTermsTest {
  private static final String ALONE =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static String answer(boolean contextTakeover, String... lines) {
    return DeflateTerms.agree(ExtensionOffer.parse(List.of(lines)), contextTakeover)
        .map(DeflateTerms::answer)
        .orElse("declined");
  }

  @Test
  void agree_whateverIsOffered_keepsNoContextUnlessToldTo() {
    assertThat(answer(false, "permessage-deflate")).isEqualTo(ALONE);
    assertThat(answer(false, "permessage-deflate; client_max_window_bits")).isEqualTo(ALONE);
    assertThat(answer(true, "permessage-deflate")).isEqualTo("permessage-deflate");
    assertThat(answer(true, "permessage-deflate; server_no_context_takeover"))
        .isEqualTo("permessage-deflate; server_no_context_takeover");
    assertThat(answer(true, "permessage-deflate; client_no_context_takeover"))
        .isEqualTo("permessage-deflate; client_no_context_takeover");
  }

  @Test
  void agree_theOneWindowThereIs_isNamedInTheAnswer() {
    String named = ALONE + "; server_max_window_bits=15";
    assertThat(answer(false, "permessage-deflate; server_max_window_bits=15")).isEqualTo(named);
    assertThat(answer(false, "permessage-deflate;server_max_window_bits=\"15\"")).isEqualTo(named);
    assertThat(answer(false, "permessage-deflate;server_max_window_bits=\"1\\5\""))
        .isEqualTo(named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x-webkit-deflate-frame",
        "permessage-bzip2",
        "Permessage-Deflate",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=015",
        "permessage-deflate; server_max_window_bits=+15",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=x",
        "permessage-deflate; server_no_context_takeover=true",
        "permessage-deflate; client_no_context_takeover=\"1\"",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=15",
        "permessage-deflate; server_max_window_bits=15; server_max_window_bits=15",
        "permessage-deflate; mux",
        "permessage-deflate; SERVER_NO_CONTEXT_TAKEOVER",
      })
  void agree_anOfferThatCannotBeMet_isDeclined(String header) {
    assertThat(answer(false, header)).isEqualTo("declined");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "9", "10", "11", "12", "13", "14", "15"})
  void agree_anyWindowOfTheClient_isFine(String bits) {
    assertThat(answer(false, "permessage-deflate; client_max_window_bits=" + bits))
        .isEqualTo(ALONE);
  }

  @Test
  void agree_severalOffers_takesTheFirstThatCanBeMet() {
    String small = "permessage-deflate; server_max_window_bits=10";
    String kept = "permessage-deflate; client_no_context_takeover";
    assertThat(answer(true, small + ", foo;bar=\"b\\az\" ,, " + kept + ", permessage-deflate"))
        .isEqualTo(kept);
    assertThat(answer(true, small, "foo", kept, "permessage-deflate")).isEqualTo(kept);
    assertThat(answer(true, small + ", " + small)).isEqualTo("declined");
  }

  @Test
  void parse_blanksAndQuotes_areReadOver() {
    assertThat(ExtensionOffer.parse(List.of(" a ;\tb = \"c\" ; d , e;f=g", "h")))
        .containsExactly(
            new ExtensionOffer("a", List.of(new Parameter("b", "c"), new Parameter("d", ""))),
            new ExtensionOffer("e", List.of(new Parameter("f", "g"))),
            new ExtensionOffer("h", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "a b",
        "; a",
        "a;",
        "a; =b",
        "a; b=",
        "a; b==c",
        "a; b=\"",
        "a; b=\"c",
        "a; b=\"\"",
        "a; b=\"c d\"",
        "a; b=\"c\\",
        "a; b=\"c\"d",
        "a; b=c; , d",
        "a=b",
        "a/b",
        "é",
        "a; b=\u007f",
      })
  void parse_whatBreaksTheGrammar_isAFault(String header) {
    assertThatThrownBy(() -> ExtensionOffer.parse(List.of(header)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_randomHeaders_areReadOrRefused() {
    long seed = 7_692;
    Random random = new Random(seed);
    String[] parts = {
      "permessage-deflate",
      ";",
      ",",
      "=",
      "\"",
      "\\",
      " ",
      "server_max_window_bits",
      "15",
      "é",
      "\0"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder header = new StringBuilder();
      for (int j = random.nextInt(12); j > 0; j--) {
        header.append(parts[random.nextInt(parts.length)]);
      }
      String answer;
      try {
        answer = answer(random.nextBoolean(), header.toString());
      } catch (IllegalArgumentException e) {
        continue;
      }
      assertThat(answer).as("seed %d: %s", seed, header).matches("declined|permessage-deflate.*");
    }
  }
}
