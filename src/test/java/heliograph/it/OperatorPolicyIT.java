package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Settings that change while clients are connected, and the operator's own program. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorPolicyIT {
  private static final Key ALICE = Key.of(5_501);
  private static final long NOW = System.currentTimeMillis() / 1_000;

  @TempDir private static Path folder;
  private static OperatedRelay relay;
  private static RelayClient client;
  private static int notes;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(folder.resolve("banned.txt"), "# nobody yet\n");
    relay = new OperatedRelay(folder, settings());
    client = relay.client();
  }

  private static String[] settings(String... more) {
    List<String> lines = new ArrayList<>(List.of(more));
    lines.add("heliograph.policy.pubkeys-denied=@" + folder.resolve("banned.txt"));
    lines.add("heliograph.http.trusted-proxies=127.0.0.1");
    lines.add("heliograph.http.ping-interval=1s");
    lines.add("heliograph.negentropy.records-max=100");
    lines.add("heliograph.negentropy.idle=1s");
    lines.add("heliograph.count.exact-max=100");
    return lines.toArray(String[]::new);
  }

  @AfterAll
  static void stop() {
    client.close();
    relay.close();
  }

  private static String publish(Key key, String content) {
    return client.publish(TestEvents.note(key, NOW, content + " " + notes++));
  }

  @Test
  @Order(1)
  void limits_reloadWithoutDroppingAnybody() throws Exception {
    assertThat(publish(ALICE, "x".repeat(100))).isEqualTo("true,\"\"");
    relay.configure(settings("heliograph.limits.content-characters-max=50"));
    eventually(
        "publish(ALICE, 'x'.repeat(100)) to start with 'false,'invalid: content has'",
        () -> publish(ALICE, "x".repeat(100)),
        found -> found.startsWith("false,\"invalid: content has"));
    relay.configure(settings("heliograph.limits.content-characters-max=fifty"));
    eventually(
        "metric('result='refused'') to end with ' 1'",
        () -> metric("result=\"refused\""),
        found -> found.endsWith(" 1"));
    assertThat(publish(ALICE, "x".repeat(100))).as("the old settings stay").startsWith("false");
    relay.configure(settings());
    eventually(
        "publish(ALICE, 'x'.repeat(100)) to be 'true,'''",
        () -> publish(ALICE, "x".repeat(100)),
        found -> found.equals("true,\"\""));
  }

  private static String metric(String label) {
    try {
      return relay
          .get("/metrics")
          .lines()
          .filter(line -> line.startsWith("heliograph_") && line.contains(label))
          .findFirst()
          .orElse("");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Order(2)
  void lists_reloadFromTheirFile() throws Exception {
    Key spammer = Key.of(5_502);
    assertThat(publish(spammer, "spam")).isEqualTo("true,\"\"");
    Files.writeString(folder.resolve("banned.txt"), spammer.pubkey() + " # spam\n");
    eventually(
        "publish(spammer, 'spam') to start with 'false,'blocked: '",
        () -> publish(spammer, "spam"),
        found -> found.startsWith("false,\"blocked: "));
    assertThat(metric("rule=\"RejectBannedAuthors\"")).contains("kind=\"1\"", "verb=\"EVENT\"");
    Files.writeString(folder.resolve("banned.txt"), "");
    eventually(
        "publish(spammer, 'spam') to be 'true,'''",
        () -> publish(spammer, "spam"),
        found -> found.equals("true,\"\""));
  }

  @Test
  @Order(3)
  void rates_holdAndAreTold() throws Exception {
    relay.configure(
        settings(
            "heliograph.rates.exempt=none",
            "heliograph.rates.events-per-address=3/1h",
            "heliograph.rates.requests-per-address=2/1h",
            "heliograph.rates.counts-per-address=1/1h"));
    eventually(
        "publish(ALICE, 'x') to start with 'false,'rate-limited: '",
        () -> publish(ALICE, "x"),
        found -> found.startsWith("false,\"rate-limited: "));
    eventually(
        "REQ to be refused as rate-limited",
        () -> {
          client.send("[\"REQ\",\"s\",{\"limit\":0}]");
          return client.next().startsWith("[\"CLOSED\",\"s\",\"rate-limited: ");
        });
    client.ask("[\"COUNT\",\"c\",{\"kinds\":[1]}]");
    assertThat(client.ask("[\"COUNT\",\"c\",{\"kinds\":[1]}]"))
        .startsWith("[\"CLOSED\",\"c\",\"rate-limited: ");
    relay.configure(settings());
    eventually(
        "publish(ALICE, 'x') to be 'true,'''",
        () -> publish(ALICE, "x"),
        found -> found.equals("true,\"\""));
  }

  @Test
  @Order(4)
  void plugin_judgesInStrfrysProtocol() throws Exception {
    Path program = folder.resolve("judge.sh");
    Files.writeString(
        program,
        """
        #!/bin/sh
        while read -r line; do
          id=$(printf '%s' "$line" | sed 's/.*"id":"\\([0-9a-f]*\\)".*/\\1/')
          case $line in
            *crash*) exit 1 ;;
            *shadow*) action=shadowReject ;;
            *rude*) action=reject ;;
            *) action=accept ;;
          esac
          printf '{"id":"%s","action":"%s","msg":"blocked: be polite"}\\n' "$id" "$action"
        done
        """);
    relay.configure(
        settings(
            "heliograph.policy.plugin=/bin/sh " + program, "heliograph.policy.plugin-timeout=3s"));
    eventually(
        "publish(ALICE, 'rude') to be 'false,'blocked: be polite''",
        () -> publish(ALICE, "rude"),
        found -> found.equals("false,\"blocked: be polite\""));
    assertThat(publish(ALICE, "kind words")).isEqualTo("true,\"\"");
    NostrEvent shadow = TestEvents.note(ALICE, NOW, "shadow " + notes++);
    assertThat(client.publish(shadow)).isEqualTo("true,\"\"");
    assertThat(client.query("{\"ids\":[\"" + shadow.id() + "\"]}")).isEmpty();
    assertThat(publish(ALICE, "crash")).startsWith("false,\"error: ");
    eventually(
        "publish(ALICE, 'back again') to be 'true,'''",
        () -> publish(ALICE, "back again"),
        found -> found.equals("true,\"\""));
    relay.configure(settings());
    eventually(
        "publish(ALICE, 'rude') to be 'true,'''",
        () -> publish(ALICE, "rude"),
        found -> found.equals("true,\"\""));
  }

  @Test
  @Order(6)
  void addresses_comeFromTrustedProxies() throws Exception {
    relay.configure(settings("heliograph.policy.addresses-denied=203.0.113.0/24"));
    eventually( // it gets in until the file is read again
        "a handshake from a denied address to be refused",
        () -> statusFor("203.0.113.9"),
        status -> status == 403);
    try (RelayClient spoofing = relay.clientBehindProxy("203.0.113.9, 198.51.100.4")) {
      assertThat(spoofing.query("{\"limit\":1}")).hasSizeLessThanOrEqualTo(1);
    }
    relay.configure(settings());
  }

  /**
   * How a handshake of a client at this address ends: 101 when it is taken, 1013 when it is cut.
   */
  private static int statusFor(String address) {
    try (RelayClient taken = relay.clientBehindProxy(address)) {
      return taken.challenge().isEmpty() ? 0 : 101;
    } catch (CompletionException e) {
      return e.getCause() instanceof WebSocketHandshakeException refused
          ? refused.getResponse().statusCode()
          : 0;
    } catch (AssertionError e) { // taken by the limits before, cut by those of now
      return String.valueOf(e.getMessage()).contains(": 1013 ") ? 1013 : 0;
    }
  }

  @Test
  @Order(6)
  void connectionsOfAnAddress_overTheLimit_areRefusedAtTheHandshake() throws Exception {
    relay.configure(settings("heliograph.limits.connections-per-address=2"));
    try (RelayClient first = relay.clientBehindProxy("198.51.100.77");
        RelayClient twin = relay.clientBehindProxy("198.51.100.77")) {
      try (RelayClient second = relay.clientBehindProxy("2001:db8::1")) {
        assertThat(second.challenge()).isNotEmpty();
        eventually(
            "statusFor('198.51.100.77') to be 429",
            () -> statusFor("198.51.100.77"),
            found -> found == 429); // once the file is read anew
        assertThat(twin.challenge()).isNotEmpty();
        assertThat(statusFor("198.51.100.78")).as("another address").isEqualTo(101);
        try (RelayClient neighbour = relay.clientBehindProxy("2001:db8::2")) {
          assertThat(statusFor("2001:db8::3")).as("the same /64").isEqualTo(429);
          assertThat(neighbour.query("{\"limit\":1}")).hasSizeLessThanOrEqualTo(1);
        }
        eventually(
            "statusFor('2001:db8::3') to be 101",
            () -> statusFor("2001:db8::3"),
            found -> found == 101);
      }
      assertThat(first.query("{\"limit\":1}")).hasSizeLessThanOrEqualTo(1);
    }
    relay.configure(settings());
  }

  @Test
  @Order(7)
  void nip77_tooManyRecords_areBlockedWithTheMaximum() {
    String wanted = "{\"kinds\":[7777]}";
    for (int i = 0; i < 100; i++) {
      client.publish(TestEvents.signed(ALICE, 7777, NOW - i, List.of(), "" + i));
    }
    assertThat(client.ask("[\"NEG-OPEN\",\"n\"," + wanted + ",\"6100000200\"]"))
        .startsWith("[\"NEG-MSG\",\"n\",");
    assertThat(client.ask("[\"COUNT\",\"c\"," + wanted + "]"))
        .isEqualTo("[\"COUNT\",\"c\",{\"count\":100}]");
    client.send("[\"NEG-CLOSE\",\"n\"]");
    client.publish(TestEvents.signed(ALICE, 7777, NOW, List.of(), "one more"));
    assertThat(client.ask("[\"NEG-OPEN\",\"n\"," + wanted + ",\"6100000200\"]"))
        .isEqualTo("[\"NEG-ERR\",\"n\",\"blocked: this query is too big\",100]");
    assertThat(client.ask("[\"COUNT\",\"c\"," + wanted + "]"))
        .isEqualTo("[\"COUNT\",\"c\",{\"count\":100,\"approximate\":true}]");
  }

  @Test
  @Order(8)
  void nip77_idleReconciliation_isClosedByName() {
    assertThat(client.ask("[\"NEG-OPEN\",\"idle\",{\"kinds\":[7778]},\"6100000200\"]"))
        .startsWith("[\"NEG-MSG\",\"idle\",");
    assertThat(client.next())
        .isEqualTo("[\"NEG-ERR\",\"idle\",\"closed: you took too long to respond\"]");
  }

  @Test
  @Order(9)
  void nip42_modes_holdOnTheWire() throws Exception {
    relay.configure(settings("heliograph.auth.mode=both"));
    eventually(
        "publish(ALICE, 'x') to start with 'false,'auth-required: '",
        () -> publish(ALICE, "x"),
        found -> found.startsWith("false,\"auth-required: "));
    assertThat(client.ask("[\"REQ\",\"s\",{\"kinds\":[1]}]"))
        .startsWith("[\"CLOSED\",\"s\",\"auth-required: ");
    assertThat(client.ask("[\"COUNT\",\"s\",{\"kinds\":[1]}]"))
        .startsWith("[\"CLOSED\",\"s\",\"auth-required: ");
    assertThat(client.authenticate(Key.of(5_503))).isEqualTo("true,\"\"");
    assertThat(publish(ALICE, "x")).isEqualTo("true,\"\"");
    assertThat(client.query("{\"kinds\":[1],\"limit\":1}")).hasSize(1);
  }

  @Test
  @Order(5)
  void difficulty_isDemandedAndAdvertised() throws Exception {
    relay.configure(settings("heliograph.policy.difficulty-min=40"));
    eventually(
        "publish(ALICE, 'x') to start with 'false,'pow: difficulty '",
        () -> publish(ALICE, "x"),
        found -> found.startsWith("false,\"pow: difficulty "));
    eventually(
        "the page to name NIP-13", // settings take effect one part after the other
        () -> ApiClient.get(relay.http("/")).body(),
        page -> page.contains("NIP-13"));
    relay.configure(settings());
    eventually(
        "publish(ALICE, 'x') to be 'true,'''",
        () -> publish(ALICE, "x"),
        found -> found.equals("true,\"\""));
  }
}
