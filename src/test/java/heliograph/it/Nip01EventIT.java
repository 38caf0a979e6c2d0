package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NIP-01: every EVENT gets exactly one OK, with the right words. */
class Nip01EventIT extends RelayIT {
  @Test
  void publish_newThenAgain_isStoredThenDuplicate() {
    NostrEvent note = TestEvents.note(freshKey(), now, "héllo 😀 \u0001\u007f\n\"");
    assertThat(client.publish(note)).isEqualTo("true,\"\"");
    assertThat(client.publish(note)).isEqualTo("true,\"duplicate: already have this event\"");
    client.send("[\"REQ\",\"s\",{\"ids\":[\"" + note.id() + "\"]}]");
    assertThat(client.next()).isEqualTo("[\"EVENT\",\"s\"," + TestEvents.text(note) + "]");
  }

  @Test
  void publish_wrongIdOrSignature_isInvalid() {
    NostrEvent note = TestEvents.note(freshKey(), now, "x");
    String json = TestEvents.text(note);
    String id = note.id().hex();
    assertThat(client.publish(json.replace("\"x\"", "\"y\""), id))
        .startsWith("false,\"invalid: id");
    String forged = TestEvents.text(TestEvents.note(freshKey(), now, "other"));
    String sig = forged.substring(forged.indexOf("\"sig\""));
    String stolen = json.substring(0, json.indexOf("\"sig\"")) + sig;
    assertThat(client.publish(stolen, id)).startsWith("false,\"invalid: the signature");
    assertThat(client.publish(json, id)).isEqualTo("true,\"\"");
  }

  @Test
  void publish_malformed_isOkFalseWhenTheIdCanBeRead() {
    NostrEvent note = TestEvents.note(freshKey(), now, "x");
    String json = TestEvents.text(note);
    String id = note.id().hex();
    for (String broken :
        List.of(
            json.replace("\"kind\":1", "\"kind\":\"1\""),
            json.replace("\"tags\":[]", "\"tags\":[1]"),
            json.replace("\"x\"", "\"\\ud800\""),
            json.replace(note.pubkey().hex(), "AB"),
            json.replace("\"content\"", "\"contents\""))) {
      assertThat(client.publish(broken, id)).startsWith("false,\"invalid: ");
    }
    assertThat(client.ask("[\"EVENT\",{\"id\":5}]")).startsWith("[\"NOTICE\",\"invalid: ");
    assertThat(client.ask("[\"EVENT\"")).startsWith("[\"NOTICE\",\"invalid: ");
    assertThat(client.ask("[\"HELLO\"]")).startsWith("[\"NOTICE\",\"unsupported: ");
  }

  @Test
  void publish_outsideTheTimeBounds_isInvalid() {
    Key key = freshKey();
    assertThat(client.publish(TestEvents.note(key, now + 3_600, "x")))
        .startsWith("false,\"invalid: created_at");
    assertThat(client.publish(TestEvents.note(key, -4_000_000_000L, "x")))
        .startsWith("false,\"invalid: created_at");
    assertThat(client.publish(TestEvents.note(key, -5, "x"))).isEqualTo("true,\"\"");
  }

  @Test
  void publish_overTheLimits_isInvalid() {
    Key key = freshKey();
    NostrEvent tagged =
        TestEvents.signed(key, 1, now, Collections.nCopies(12_001, List.of("x")), "");
    assertThat(client.publish(tagged)).startsWith("false,\"invalid: the event has 12001 tags");
  }

  @Test
  void publish_idOverEscapedControlCharacters_isTaken() {
    Key key = freshKey();
    NostrEvent event = TestEvents.signedAsJsonLibrariesDo(key, now, "one\u000btwo \ud83d\ude00");
    assertThat(client.publish(event)).isEqualTo("true,\"\"");
    assertThat(client.req("s", "{\"ids\":[\"" + event.id().hex() + "\"]}"))
        .containsExactly(event.id().hex());
  }

  @Test
  void publish_versionThatLosesATie_isToldTheTruth() {
    Key key = freshKey();
    NostrEvent one = TestEvents.signed(key, 0, now, List.of(), "one");
    NostrEvent two = TestEvents.signed(key, 0, now, List.of(), "two");
    boolean oneStays = one.id().compareTo(two.id()) < 0;
    assertThat(client.publish(oneStays ? one : two)).isEqualTo("true,\"\"");
    assertThat(client.publish(oneStays ? two : one))
        .isEqualTo("false,\"duplicate: a version of the same second with a lower id is stored\"");
  }

  @Test
  void publish_olderReplaceable_isRefusedAsDuplicate() {
    Key key = freshKey();
    NostrEvent newer = TestEvents.signed(key, 0, now, List.of(), "new");
    assertThat(client.publish(newer)).isEqualTo("true,\"\"");
    assertThat(client.publish(TestEvents.signed(key, 0, now - 1, List.of(), "old")))
        .isEqualTo("false,\"duplicate: a newer version is stored\"");
    assertThat(client.req("s", "{" + authors(key) + "}")).containsExactly(newer.id().hex());
  }

  @Test
  void publish_ephemeral_isDeliveredOrMuteAndNeverStored() {
    Key key = freshKey();
    assertThat(client.publish(TestEvents.signed(key, 20_001, now, List.of(), "a")))
        .startsWith("false,\"mute: ");
    try (RelayClient listener = new RelayClient(webSocket())) {
      assertThat(listener.req("e", "{" + authors(key) + "}")).isEmpty();
      NostrEvent heard = TestEvents.signed(key, 20_001, now, List.of(), "b");
      assertThat(client.publish(heard)).isEqualTo("true,\"\"");
      assertThat(RelayClient.eventId(listener.next(), "e")).isEqualTo(heard.id().hex());
    }
    assertThat(client.req("s", "{" + authors(key) + "}")).isEmpty();
  }

  @Test
  void nip42_auth_isAnsweredAndItsKindIsNeverAnEvent() {
    NostrEvent auth = TestEvents.signed(freshKey(), 22_242, now, List.of(), "");
    assertThat(client.publish(auth)).startsWith("false,\"invalid: kind 22242");
  }
}
