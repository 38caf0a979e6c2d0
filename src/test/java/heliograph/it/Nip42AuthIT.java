package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NIP-42 and what it opens: NIP-17, NIP-59 and NIP-70, in REQ, live and COUNT alike. */
class Nip42AuthIT extends RelayIT {
  private static NostrEvent wrapFor(Key recipient, long at) {
    return TestEvents.signed(
        freshKey(), 1059, at, List.of(List.of("p", recipient.pubkey())), "sealed");
  }

  private static String to(Key key) {
    return "\"#p\":[\"" + key.pubkey() + "\"]";
  }

  @Test
  void auth_severalKeys_allCount() {
    Key alice = freshKey();
    Key bob = freshKey();
    assertThat(client.challenge()).matches("[0-9a-f]{64}");
    assertThat(client.authenticate(alice)).isEqualTo("true,\"\"");
    assertThat(client.authenticate(bob)).isEqualTo("true,\"\"");
    for (Key key : List.of(alice, bob)) {
      NostrEvent own = TestEvents.signed(key, 1, now, List.of(List.of("-")), "mine");
      assertThat(client.publish(own)).isEqualTo("true,\"\"");
    }
  }

  @Test
  void challenge_comesOnceAndBeforeTheFirstAnswerThatAuthWouldChange() {
    assertThat(client.query("{\"limit\":1}")).hasSizeLessThan(2);
    assertThat(client.publish(TestEvents.note(freshKey(), now, "hi"))).isEqualTo("true,\"\"");
    assertThat(client.challenges()).isZero();
    NostrEvent own = TestEvents.signed(freshKey(), 1, now, List.of(List.of("-")), "mine");
    assertThat(client.publish(own)).startsWith("false,\"auth-required: ");
    assertThat(client.challenges()).isOne();
    assertThat(client.ask("[\"REQ\",\"s\",{\"kinds\":[4]}]"))
        .startsWith("[\"CLOSED\",\"s\",\"auth-required: ");
    assertThat(client.ask("[\"NEG-OPEN\",\"n\",{\"kinds\":[4]},\"6100000200\"]"))
        .startsWith("[\"NEG-ERR\",\"n\",\"auth-required: ");
    assertThat(client.challenges()).as("the client has it").isOne();
  }

  @Test
  void auth_moreThan20Keys_areRefused() {
    for (int i = 0; i < 20; i++) {
      assertThat(client.authenticate(freshKey())).isEqualTo("true,\"\"");
    }
    assertThat(client.authenticate(freshKey())).startsWith("false,\"rate-limited: ");
  }

  @Test
  void auth_wrongAnswers_areInvalid() {
    Key key = freshKey();
    List<String> relay = List.of("relay", "ws://127.0.0.1/");
    List<String> challenge = List.of("challenge", client.challenge());
    NostrEvent stale = TestEvents.signed(key, 22_242, now - 700, List.of(relay, challenge), "");
    NostrEvent other =
        TestEvents.signed(
            key, 22_242, now, List.of(relay, List.of("challenge", "0".repeat(64))), "");
    NostrEvent elsewhere =
        TestEvents.signed(
            key, 22_242, now, List.of(List.of("relay", "wss://evil.example"), challenge), "");
    NostrEvent note = TestEvents.signed(key, 1, now, List.of(relay, challenge), "");
    for (NostrEvent wrong : List.of(stale, other, elsewhere, note)) {
      assertThat(client.say("AUTH", wrong)).startsWith("false,\"invalid: ");
    }
    NostrEvent genuine = TestEvents.signed(key, 22_242, now, List.of(relay, challenge), "");
    String forged =
        TestEvents.text(genuine).replace("\"sig\":\"", "\"sig\":\"00").replace("00\"}", "\"}");
    String cut = forged.substring(0, forged.length() - 4) + "\"}";
    client.send("[\"AUTH\"," + cut + "]");
    assertThat(client.next()).contains(",false,\"invalid: ");
    assertThat(client.ask("[\"REQ\",\"s\",{\"kinds\":[4]}]"))
        .startsWith("[\"CLOSED\",\"s\",\"auth-required: ");
  }

  @Test
  void auth_event_isNeverBroadcast() {
    Key key = freshKey();
    client.send("[\"REQ\",\"live\",{" + authors(key) + "}]");
    assertThat(client.next()).startsWith("[\"EOSE\"");
    try (RelayClient other = new RelayClient(webSocket())) {
      assertThat(other.authenticate(key)).isEqualTo("true,\"\"");
      NostrEvent note = TestEvents.note(key, now, "first thing seen");
      other.publish(note);
      assertThat(RelayClient.eventId(client.next(), "live")).isEqualTo(note.id().hex());
    }
    assertThat(client.req("stored", "{" + authors(key) + ",\"kinds\":[22242]}")).isEmpty();
  }

  @Test
  void nip17_wraps_areServedToTheirRecipientOnly() {
    Key alice = freshKey();
    Key bob = freshKey();
    NostrEvent forAlice = wrapFor(alice, now);
    NostrEvent forBob = wrapFor(bob, now);
    client.publish(forAlice);
    client.publish(forBob);
    String kind = "{\"kinds\":[1059]," + to(alice) + "}";
    assertThat(client.ask("[\"REQ\",\"s\"," + kind + "]"))
        .startsWith("[\"CLOSED\",\"s\",\"auth-required: ");
    assertThat(client.ask("[\"COUNT\",\"c\"," + kind + "]"))
        .startsWith("[\"CLOSED\",\"c\",\"auth-required: ");
    String byId = "{\"ids\":[\"" + forAlice.id() + "\",\"" + forBob.id() + "\"]}";
    assertThat(client.req("ids", byId)).isEmpty();
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"ids\"]");
    assertThat(client.ask("[\"COUNT\",\"c\",{" + to(alice) + "}]")).contains("\"count\":0");
    assertThat(client.authenticate(alice)).isEqualTo("true,\"\"");
    assertThat(client.req("s", kind)).containsExactly(forAlice.id().hex());
    assertThat(client.req("ids", byId)).containsExactly(forAlice.id().hex());
    assertThat(client.ask("[\"COUNT\",\"c\",{" + to(alice) + "}]")).contains("\"count\":1");
    assertThat(client.ask("[\"REQ\",\"s\",{\"kinds\":[1059]," + to(bob) + "}]"))
        .as("bob may authenticate on it, too")
        .startsWith("[\"CLOSED\",\"s\",\"auth-required: ");
    assertThat(client.req("any", "{\"kinds\":[1059],\"since\":" + now + "}"))
        .containsExactly(forAlice.id().hex());
  }

  @Test
  void nip17_limit_countsWhatIsShown() {
    Key alice = freshKey();
    Key bob = freshKey();
    for (int i = 0; i < 5; i++) {
      client.publish(wrapFor(bob, now + i));
    }
    NostrEvent old = wrapFor(alice, now - 5);
    client.publish(old);
    client.authenticate(alice);
    String both = "\"#p\":[\"" + alice.pubkey() + "\",\"" + bob.pubkey() + "\"]";
    assertThat(client.req("s", "{\"kinds\":[1059]," + both + ",\"limit\":1}"))
        .containsExactly(old.id().hex());
  }

  @Test
  void nip17_live_reachesTheRecipientAlsoWhenItAuthenticatesLater() {
    Key alice = freshKey();
    client.send("[\"REQ\",\"live\",{" + to(alice) + "}]");
    assertThat(client.next()).startsWith("[\"EOSE\"");
    try (RelayClient sender = new RelayClient(webSocket())) {
      sender.publish(wrapFor(alice, now));
      NostrEvent note =
          TestEvents.signed(freshKey(), 1, now, List.of(List.of("p", alice.pubkey())), "hi");
      sender.publish(note);
      assertThat(RelayClient.eventId(client.next(), "live")).isEqualTo(note.id().hex());
      client.authenticate(alice);
      NostrEvent wrap = wrapFor(alice, now + 1);
      sender.publish(wrap);
      assertThat(RelayClient.eventId(client.next(), "live")).isEqualTo(wrap.id().hex());
      NostrEvent ephemeral =
          TestEvents.signed(freshKey(), 21_059, now, List.of(List.of("p", alice.pubkey())), "x");
      assertThat(sender.publish(ephemeral)).isEqualTo("true,\"\"");
      assertThat(RelayClient.eventId(client.next(), "live")).isEqualTo(ephemeral.id().hex());
      assertThat(sender.req("s", "{\"ids\":[\"" + ephemeral.id() + "\"]}")).isEmpty();
    }
  }

  @Test
  void nip78_appData_isTakenAfterAuthAndServedToItsAuthor() {
    Key alice = freshKey();
    List<List<String>> tags = List.of(List.of("d", "app"));
    NostrEvent data = TestEvents.signed(alice, 30_078, now, tags, "{}");
    assertThat(client.publish(data)).startsWith("false,\"auth-required: ");
    client.authenticate(alice);
    assertThat(client.publish(data)).isEqualTo("true,\"\"");
    assertThat(client.query("{" + authors(alice) + "}")).containsExactly(data.id().hex());
    try (RelayClient stranger = new RelayClient(webSocket())) {
      assertThat(stranger.query("{" + authors(alice) + "}")).isEmpty();
      assertThat(stranger.ask("[\"COUNT\",\"c\",{" + authors(alice) + "}]"))
          .contains("\"count\":0");
      stranger.authenticate(freshKey());
      assertThat(stranger.query("{\"ids\":[\"" + data.id() + "\"]}")).isEmpty();
    }
  }

  @Test
  void nip70_protectedEvent_isTakenFromItsAuthorOnly() {
    Key alice = freshKey();
    NostrEvent event = TestEvents.signed(alice, 1, now, List.of(List.of("-")), "members only");
    assertThat(client.publish(event)).startsWith("false,\"auth-required: ");
    client.authenticate(freshKey());
    assertThat(client.publish(event)).startsWith("false,\"auth-required: ");
    client.authenticate(alice);
    assertThat(client.publish(event)).isEqualTo("true,\"\"");
    NostrEvent repost =
        TestEvents.signed(
            freshKey(), 6, now, List.of(List.of("e", event.id().hex())), TestEvents.text(event));
    assertThat(client.publish(repost)).startsWith("false,\"blocked: ");
  }
}
