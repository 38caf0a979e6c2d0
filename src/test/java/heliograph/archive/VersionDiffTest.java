package heliograph.archive;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.archive.VersionDiff.Field;
import heliograph.archive.VersionDiff.RelayUse;
import heliograph.event.NostrEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionDiffTest {
  private static final Key KEY = Key.of(1);

  private static NostrEvent event(int kind, List<List<String>> tags, String content) {
    return TestEvents.signed(KEY, kind, 1_000, tags, content);
  }

  private static final String ANN = "aa".repeat(32);
  private static final String BOB = "bb".repeat(32);
  private static final String CID = "cc".repeat(32);

  @Test
  void between_profiles_namesTheFieldsThatChanged() {
    NostrEvent before =
        event(0, List.of(), "{\"name\":\"ann\",\"about\":\"x\",\"bot\":false,\"nip05\":\"a@b\"}");
    NostrEvent after =
        event(0, List.of(), "{\"nip05\":\"a@b\",\"name\":\"anna\",\"bot\":true,\"lud16\":\"l\"}");

    VersionDiff difference = VersionDiff.between(before, after);

    assertThat(difference.fields())
        .containsExactly(
            new Field("about", Optional.of("x"), Optional.empty()),
            new Field("bot", Optional.of("false"), Optional.of("true")),
            new Field("lud16", Optional.empty(), Optional.of("l")),
            new Field("name", Optional.of("ann"), Optional.of("anna")));
    assertThat(difference.contentChanged()).isTrue();
  }

  @Test
  void between_profilesThatAreNoJson_saysOnlyThatTheContentChanged() {
    VersionDiff difference =
        VersionDiff.between(event(0, List.of(), "hello"), event(0, List.of(), "{\"name\":\"a\"}"));

    assertThat(difference.fields()).isEmpty();
    assertThat(difference.contentChanged()).isTrue();
  }

  @Test
  void between_profilesNestedTooDeeply_saysOnlyThatTheContentChanged() {
    String deep = "{\"a\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
    VersionDiff difference =
        VersionDiff.between(event(0, List.of(), "{}"), event(0, List.of(), deep));

    assertThat(difference.fields()).isEmpty();
    assertThat(difference.contentChanged()).isTrue();
  }

  @Test
  void between_followLists_namesWhoCameAndWent() {
    NostrEvent before =
        event(3, List.of(List.of("p", ANN), List.of("p", BOB, "wss://x"), List.of("t", "z")), "");
    NostrEvent after =
        event(3, List.of(List.of("p", BOB), List.of("p", CID), List.of("p", "no key")), "");

    VersionDiff difference = VersionDiff.between(before, after);

    assertThat(difference.followed()).containsExactly(CID);
    assertThat(difference.unfollowed()).containsExactly(ANN);
    assertThat(difference.contentChanged()).isFalse();
  }

  @Test
  void between_relayLists_tellsUsesApart() {
    NostrEvent before =
        event(
            10_002,
            List.of(
                List.of("r", "wss://a"),
                List.of("r", "wss://b", "read"),
                List.of("r", "wss://c", "write"),
                List.of("r", "wss://d")),
            "");
    NostrEvent after =
        event(
            10_002,
            List.of(
                List.of("r", "wss://a", "read"),
                List.of("r", "wss://b", "read"),
                List.of("r", "wss://b", "write"),
                List.of("r", " WSS://D/ "),
                List.of("r", "wss://e")),
            "");

    assertThat(VersionDiff.between(before, after).relays())
        .containsExactly(
            new RelayUse("wss://a", Optional.of("both"), Optional.of("read")),
            new RelayUse("wss://b", Optional.of("read"), Optional.of("both")),
            new RelayUse("wss://c", Optional.of("write"), Optional.empty()),
            new RelayUse("wss://e", Optional.empty(), Optional.of("both")));
  }

  @Test
  void between_otherEvents_comparesWholeTags() {
    NostrEvent before = event(30_023, List.of(List.of("d", "x"), List.of("title", "A")), "text");
    NostrEvent after = event(30_023, List.of(List.of("d", "x"), List.of("title", "B")), "text");

    VersionDiff difference = VersionDiff.between(before, after);

    assertThat(difference.added()).containsExactly(List.of("title", "B"));
    assertThat(difference.removed()).containsExactly(List.of("title", "A"));
    assertThat(difference.contentChanged()).isFalse();
  }
}
