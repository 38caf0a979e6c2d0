package heliograph.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TagsTest {
  private static final String ANN = "aa".repeat(32);

  @Test
  void first_ofSeveral_isTheFirstThatHasAValue() {
    Tags tags =
        new Tags(
            List.of(
                List.of(), List.of("x"), List.of("y", "0"), List.of("x", "1"), List.of("x", "2")));

    assertThat(tags.first("x")).contains("1");
    assertThat(tags.first("z")).isEmpty();
    assertThat(tags.values("x")).containsExactly("1", "2");
    assertThat(tags.named("x")).containsExactly(List.of("x", "1"), List.of("x", "2"));
  }

  @Test
  void keys_ofPTags_areThoseInFormEachOnce() {
    Tags tags =
        new Tags(
            List.of(
                List.of("p", ANN, "wss://a"),
                List.of("p"),
                List.of("p", ANN.toUpperCase(Locale.ROOT)),
                List.of("p", "ä".repeat(64)),
                List.of("p", ANN.substring(1)),
                List.of("P", "bb".repeat(32)),
                List.of("p", ANN)));

    assertThat(tags.keys()).containsExactly(PublicKey.parse(ANN));
  }

  @Test
  void relayUses_ofRTags_mergeMarkersAndSpellings() {
    Tags tags =
        new Tags(
            List.of(
                List.of("r", " WSS://A.example/Path/ ", "read"),
                List.of("r", "wss://a.example/Path", "write"),
                List.of("r", "ws://b", "read"),
                List.of("r", "ws://b/", "read"),
                List.of("r", "wss://c", "write"),
                List.of("r", "wss://d", "anything"),
                List.of("r", "wss://e", ""),
                List.of("r"),
                List.of("r", "https://f"),
                List.of("r", "wss://"),
                List.of("r", "wss://g\n"),
                List.of("r", "wss://g\u0000h"),
                List.of("r", "wss://\ud800"),
                List.of("r", "wss://" + "h".repeat(251))));

    assertThat(tags.relayUses())
        .containsExactly(
            entry("wss://a.example/Path", RelayMarker.BOTH),
            entry("ws://b", RelayMarker.READ),
            entry("wss://c", RelayMarker.WRITE),
            entry("wss://d", RelayMarker.BOTH),
            entry("wss://e", RelayMarker.BOTH),
            entry("wss://g", RelayMarker.BOTH));
  }

  @Test
  void d_ofTheFirstDTag_isEmptyWithoutAValue() {
    assertThat(new Tags(List.of(List.of(), List.of("d", "x"), List.of("d", "y"))).d())
        .isEqualTo("x");
    assertThat(new Tags(List.of(List.of("d"), List.of("d", "y"))).d()).isEmpty();
    assertThat(new Tags(List.of(List.of("e", "y"))).d()).isEmpty();
  }
}
