package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NIP-43: joining by code, inviting, leaving, and what the relay publishes about it. */
class Nip43MembershipIT {
  private static final Key ADMIN = Key.of(4_301);
  private static final long NOW = System.currentTimeMillis() / 1_000;

  @TempDir private static Path folder;
  private static OperatedRelay relay;

  @BeforeAll
  static void start() throws Exception {
    relay =
        new OperatedRelay(
            folder,
            "heliograph.admin.pubkeys=" + ADMIN.pubkey(),
            "heliograph.membership.mode=write",
            "heliograph.membership.claims=open-sesame");
  }

  @AfterAll
  static void stop() {
    relay.close();
  }

  private static NostrEvent join(Key key, String claim) {
    return TestEvents.signed(key, 28_934, NOW, List.of(List.of("-"), List.of("claim", claim)), "");
  }

  @Test
  void information_namesTheRelaysOwnKey() throws Exception {
    assertThat(relay.get("/")).contains("NIP-43");
  }

  @Test
  void join_withACode_opensTheRelay() {
    Key alice = Key.of(System.nanoTime());
    try (RelayClient client = relay.client();
        RelayClient watcher = relay.client()) {
      assertThat(client.publish(TestEvents.note(alice, NOW, "hi")))
          .startsWith("false,\"auth-required: ");
      assertThat(client.publish(join(alice, "open-sesame"))).startsWith("false,\"auth-required: ");
      client.authenticate(alice);
      assertThat(client.publish(TestEvents.note(alice, NOW, "hi")))
          .startsWith("false,\"restricted: ");
      assertThat(client.publish(join(alice, "wrong")))
          .isEqualTo("false,\"restricted: that is an invalid invite code\"");
      watcher.send("[\"REQ\",\"w\",{\"kinds\":[8000,8001],\"#p\":[\"" + alice.pubkey() + "\"]}]");
      assertThat(watcher.next()).startsWith("[\"EOSE\"");
      assertThat(client.publish(join(alice, "open-sesame"))).startsWith("true,\"info: welcome");
      assertThat(watcher.next()).startsWith("[\"EVENT\",\"w\"").contains("\"kind\":8000");
      assertThat(client.publish(join(alice, "open-sesame"))).startsWith("true,\"duplicate: ");
      assertThat(client.publish(TestEvents.note(alice, NOW, "hi"))).isEqualTo("true,\"\"");
      String members = "{\"kinds\":[13534],\"limit\":1}";
      watcher.send("[\"REQ\",\"m\"," + members + "]");
      assertThat(watcher.next()).contains("[\"-\"]", "[\"member\",\"" + alice.pubkey() + "\"]");
      assertThat(watcher.next()).startsWith("[\"EOSE\",\"m\"");
      watcher.send("[\"CLOSE\",\"m\"]");

      NostrEvent bare = TestEvents.signed(alice, 28_936, NOW, List.of(), "");
      assertThat(client.publish(bare)).startsWith("false,\"invalid: ");
      NostrEvent leave = TestEvents.signed(alice, 28_936, NOW, List.of(List.of("-")), "");
      assertThat(client.publish(leave)).startsWith("true,\"info: ");
      assertThat(watcher.next()).contains("\"kind\":8001");
      assertThat(client.publish(TestEvents.note(alice, NOW, "bye")))
          .startsWith("false,\"restricted: ");
    }
  }

  @Test
  void invite_madeForAMember_isGoodForAnother() {
    Key bob = Key.of(System.nanoTime());
    try (RelayClient admin = relay.client();
        RelayClient client = relay.client()) {
      assertThat(admin.ask("[\"REQ\",\"i\",{\"kinds\":[28935]}]"))
          .as("not for strangers")
          .startsWith("[\"CLOSED\",\"i\",\"auth-required: ");
      admin.authenticate(ADMIN);
      admin.send("[\"REQ\",\"i\",{\"kinds\":[28935]}]");
      String invite = admin.next();
      Matcher claim = Pattern.compile("\\[\"claim\",\"([^\"]+)\"]").matcher(invite);
      assertThat(claim.find()).as(invite).isTrue();
      assertThat(invite).contains("[\"-\"]");
      assertThat(admin.next()).startsWith("[\"EOSE\",\"i\"");
      client.authenticate(bob);
      assertThat(client.publish(join(bob, claim.group(1)))).startsWith("true,\"info: welcome");
      assertThat(client.publish(TestEvents.note(bob, NOW, "hi"))).isEqualTo("true,\"\"");
    }
  }

  @Test
  void vanish_isObeyedForNonMembersToo() {
    Key stranger = Key.of(System.nanoTime());
    NostrEvent vanish =
        TestEvents.signed(stranger, 62, NOW, List.of(List.of("relay", "ALL_RELAYS")), "");
    try (RelayClient client = relay.client()) {
      assertThat(client.publish(vanish)).isEqualTo("true,\"\"");
    }
  }
}
