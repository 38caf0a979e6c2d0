package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.event.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, ids and addresses in filters, tags and calls. */
class NamesTest {
  private static final String KEY =
      "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";
  private static final String NPUB =
      "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6";
  private static final String NOTE =
      "note180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkws4c58hj";
  private static final String NADDR =
      "naddr1qvzqqqqqqqpzqwlsccluhy6xxsr6l9a9uhhxf75g85g8a709tprjcn4e42h053vaqqqqx9xmw9";
  private static final String NSEC =
      "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";

  private final List<String> lookedUp = new ArrayList<>();
  private final Names names =
      new Names(name -> {
        lookedUp.add(name);
        return PublicKey.parse("7".repeat(64));
      });

  @Test
  void filter_namesOfEveryForm_becomeHex() {
    assertThat(
            names.filter(
                "{\"authors\":[\"%s\",\"bob@example.com\", \"nostr:%s\"],\"ids\":[\"%s\"],\"#p\":[\"%s\"],\"#e\":[\"%s\"],\"#a\":[\"%s\",\"30023:%s:x\"],\"#q\":[\"%s\",\"%s\"]}"
                    .formatted(
                        NPUB,
                        NPUB,
                        NOTE,
                        KEY.toUpperCase(Locale.ROOT),
                        NOTE,
                        NADDR,
                        NPUB,
                        NOTE,
                        NADDR)))
        .isEqualTo(
            "{\"authors\":[\"%1$s\",\"%2$s\", \"%1$s\"],\"ids\":[\"%1$s\"],\"#p\":[\"%1$s\"],\"#e\":[\"%1$s\"],\"#a\":[\"0:%1$s:\",\"30023:%1$s:x\"],\"#q\":[\"%1$s\",\"0:%1$s:\"]}"
                .formatted(KEY, "7".repeat(64)));
  }

  @Test
  void filter_allElse_isLeftAsItIs() {
    String filter =
        " {\"kinds\" : [1, 2] ,\"since\":17e8,\"#t\":[\"npub1x\",\"bob@example.com\"],\"authors\":[],"
            + "\"search\":\"\\u0061 é \\\"\" , \"x\":{\"authors\":[\"y\"]} } ";
    assertThat(names.filter(filter)).isEqualTo(filter);
    assertThat(lookedUp).isEmpty();
  }

  @Test
  void key_sameNameTwice_isLookedUpOnce() {
    names.filter("{\"authors\":[\"bob@example.com\"],\"#p\":[\"bob@example.com\"]}");
    assertThat(lookedUp).containsExactly("bob@example.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"authors\":[\"" + NOTE + "\"]}",
        "{\"authors\":[\"3bf0\"]}",
        "{\"authors\":[\"\"]}",
        "{\"authors\":[\"npub1xyz\"]}",
        "{\"ids\":[\"" + NPUB + "\"]}",
        "{\"#e\":[\"" + NADDR + "\"]}",
        "{\"#a\":[\"" + KEY + "\"]}",
        "{\"#a\":[\"70000:" + KEY + ":x\"]}",
        "{\"#a\":[\"1:abc:x\"]}",
        "{\"#q\":[\"" + NPUB + "\"]}",
        "[]",
        "{",
        "{} {}",
        "npub"
      })
  void filter_wrongName_isRefused(String filter) {
    assertThatThrownBy(() -> names.filter(filter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(no|not a) .*");
  }

  @Test
  void key_secretByMistake_isNotRepeated() {
    assertThatThrownBy(() -> names.key(NSEC)).message().doesNotContain(NSEC.substring(10));
    assertThatThrownBy(() -> names.filter("{\"authors\":[\"" + NSEC + "\"]}"))
        .message()
        .doesNotContain(NSEC.substring(10));
  }

  @ParameterizedTest
  @CsvSource({"p," + NPUB, "P," + NPUB, "e," + NOTE, "E," + NOTE, "q," + NOTE})
  void tag_firstValue_becomesHex(String name, String value) {
    assertThat(names.tag(List.of(name, value, "wss://x"))).containsExactly(name, KEY, "wss://x");
  }

  @Test
  void tag_otherNames_areLeftAsTheyAre() {
    assertThat(names.tag(List.of("t", NPUB))).containsExactly("t", NPUB);
    assertThat(names.tag(List.of("p"))).containsExactly("p");
    assertThat(names.tag(List.of("a", NADDR))).containsExactly("a", "0:" + KEY + ":");
    assertThatThrownBy(() -> names.tag(List.of("p", "npub1oops")))
        .hasMessageContaining("no public key: npub1oops");
  }

  @Test
  void parametersOfAMethod_keysAndIds_becomeHex() {
    assertThat(ManagementCatalog.read("banpubkey", List.of(NPUB, NPUB), names))
        .containsExactly(KEY, NPUB);
    assertThat(ManagementCatalog.read("banevent", List.of(NOTE), names)).containsExactly(KEY);
    assertThat(ManagementCatalog.read("assignrole", List.of(NPUB, "vip"), names))
        .containsExactly(KEY, "vip");
    assertThat(ManagementCatalog.read("unknown", List.of(NPUB), names)).containsExactly(NPUB);
    assertThat(ManagementCatalog.read("banpubkey", List.of(), names)).isEmpty();
  }
}
