package heliograph.it;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NIP-86 with NIP-98: who may, what each method does, at once, and after a SIGKILL. */
class Nip86ManagementIT {
  private static final Key ADMIN = Key.of(8_601);
  private static final Key ALICE = Key.of(8_602);
  private static final long NOW = System.currentTimeMillis() / 1_000;

  @TempDir private static Path folder;
  private static OperatedRelay relay;

  @BeforeAll
  static void start() throws Exception {
    relay =
        new OperatedRelay(
            folder,
            "heliograph.admin.pubkeys=" + ADMIN.pubkey(),
            "heliograph.membership.mode=open");
  }

  @AfterAll
  static void stop() {
    relay.close();
  }

  private static String call(String method, String params) throws Exception {
    return relay.call(ADMIN, method, params);
  }

  private static String quoted(Key key) {
    return "[\"" + key.pubkey() + "\"]";
  }

  @Test
  void call_withoutProof_is401AndChangesNothing() throws Exception {
    String body = "{\"method\":\"banpubkey\",\"params\":[\"" + "ab".repeat(32) + "\"]}";
    assertThat(relay.post("", body)).startsWith("401 {\"error\":");
    assertThat(relay.post("Basic YWRtaW46YWRtaW4=", body)).startsWith("401 ");
    NostrEvent proof = relay.proof(ADMIN, body);
    assertThat(relay.post(OperatedRelay.header(proof), body + " ")).startsWith("401 ");
    assertThat(relay.post(OperatedRelay.header(relay.proof(ALICE, body)), body)).startsWith("403 ");
    assertThat(relay.post(OperatedRelay.header(proof), body)).startsWith("200 {\"result\":true");
    assertThat(relay.post(OperatedRelay.header(proof), body)).as("a replay").startsWith("401 ");
    String list = "{\"method\":\"listbannedpubkeys\",\"params\":[]}";
    String twice = OperatedRelay.header(relay.proof(ADMIN, list));
    assertThat(relay.post(twice, list)).startsWith("200 ");
    assertThat(relay.post(twice, list)).as("what only reads").startsWith("200 ");
    assertThat(call("listbannedpubkeys", "[]")).contains("ab".repeat(32));
    assertThat(call("unbanpubkey", "[\"" + "ab".repeat(32) + "\"]")).contains("true");
    assertThat(call("listbannedpubkeys", "[]")).doesNotContain("ab".repeat(32));
  }

  /** A call whose body is yet to come. */
  private static Socket begun(int length) throws Exception {
    Socket socket = RawHttp.connect(relay.http("/"));
    socket.setSoTimeout(60_000);
    RawHttp.send(
        socket,
        """
        POST / HTTP/1.1\r
        Host: %s\r
        Content-Type: application/nostr+json+rpc\r
        Authorization: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(
                relay.http("/").getAuthority(),
                OperatedRelay.header(relay.proof(ADMIN, "{}")),
                length));
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
  }

  /** True once the relay has said something, or has gone; sends a byte until then. */
  private static boolean isAnswered(Socket dribbling) {
    try {
      if (dribbling.getInputStream().available() > 0) {
        return true;
      }
      dribbling.getOutputStream().write(' ');
      return false;
    } catch (IOException e) {
      return true; // the byte met the end of the connection
    }
  }

  @Test
  void body_thatDoesNotCome_isCut() throws Exception {
    try (Socket tooLong = begun(65_537);
        Socket silent = begun(5_000);
        Socket dribbling = begun(5_000)) {
      assertThat(answer(tooLong)).isEqualTo("HTTP/1.1 413");
      eventually("the dribbling body is cut", () -> isAnswered(dribbling));
      assertThat(answer(dribbling)).isEqualTo("HTTP/1.1 408");
      assertThat(answer(silent)).isEqualTo("HTTP/1.1 408");
    }
    assertThat(call("supportedmethods", "[]")).contains("banpubkey");
  }

  @Test
  void bodies_thatEndEarly_fillNoLog() throws Exception {
    Path log = relay.folder().resolve("liberty/heliograph/logs/messages.log");
    int before = Files.readString(log).length();
    for (int i = 0; i < 20; i++) {
      try (Socket aborted = begun(5_000)) {
        RawHttp.send(aborted, "{");
        aborted.setSoLinger(true, 0);
      }
    }
    try (Socket later = begun(5_000)) {
      assertThat(answer(later)).as("by now the others have ended").isEqualTo("HTTP/1.1 408");
    }
    assertThat(Files.readString(log).substring(before).lines())
        .as("the server's own word, once a kind")
        .filteredOn(line -> line.contains("Exception") || line.startsWith("\tat "))
        .hasSizeLessThan(4)
        .allMatch(line -> line.contains("FFDC1015I"));
  }

  @Test
  void call_thatIsWrong_isAnError() throws Exception {
    assertThat(call("supportedmethods", "[]"))
        .contains("banpubkey", "createrole", "listblockedips", "changerelayicon");
    assertThat(call("nosuch", "[]")).contains("\"error\"");
    assertThat(call("banpubkey", "[\"xyz\"]")).contains("\"error\"");
    assertThat(call("banpubkey", "[]")).contains("\"error\"");
    assertThat(call("allowkind", "[70000]")).contains("\"error\"");
    assertThat(call("blockip", "[\"example.com\"]")).contains("\"error\"");
    String junk = "[1,2";
    assertThat(relay.post(OperatedRelay.header(relay.proof(ADMIN, junk)), junk))
        .contains("\"error\"");
  }

  @Test
  void bans_holdOnOpenConnectionsAndAreLifted() throws Exception {
    Key spammer = Key.of(System.nanoTime());
    NostrEvent note = TestEvents.note(spammer, NOW, "buy now");
    NostrEvent other = TestEvents.note(ALICE, NOW, "fine " + System.nanoTime());
    String byId = "{\"ids\":[\"" + note.id() + "\",\"" + other.id() + "\"]}";
    try (RelayClient client = relay.client()) {
      client.publish(note);
      client.publish(other);
      assertThat(call("banpubkey", "[\"" + spammer.pubkey() + "\",\"spam\"]")).contains("true");
      assertThat(client.query(byId)).containsExactly(other.id().hex());
      assertThat(client.publish(TestEvents.note(spammer, NOW, "again")))
          .startsWith("false,\"blocked: ");
      assertThat(call("unbanpubkey", quoted(spammer))).contains("true");
      assertThat(client.query(byId)).hasSize(2);
      assertThat(call("banevent", "[\"" + other.id() + "\",\"off topic\"]")).contains("true");
      assertThat(client.query(byId)).containsExactly(note.id().hex());
      assertThat(client.ask("[\"COUNT\",\"c\"," + byId + "]")).contains("\"count\":1");
      assertThat(call("listbannedevents", "[]")).contains(other.id().hex(), "off topic");
      assertThat(call("allowevent", "[\"" + other.id() + "\"]")).contains("true");
      assertThat(client.query(byId)).hasSize(2);
    }
  }

  @Test
  void kinds_areAllowedAndDisallowed() throws Exception {
    try (RelayClient client = relay.client()) {
      NostrEvent zap = TestEvents.signed(ALICE, 9_735, NOW, List.of(), "" + System.nanoTime());
      assertThat(call("disallowkind", "[9735]")).contains("true");
      assertThat(client.publish(zap)).startsWith("false,\"blocked: ");
      assertThat(call("allowkind", "[9735]")).contains("true");
      assertThat(client.publish(zap)).isEqualTo("true,\"\"");
      assertThat(call("listallowedkinds", "[]")).contains("9735");
    }
  }

  @Test
  void reportedEvents_needModerationUntilDecided() throws Exception {
    NostrEvent note = TestEvents.note(ALICE, NOW, "reported " + System.nanoTime());
    NostrEvent report =
        TestEvents.signed(
            Key.of(77),
            1_984,
            NOW,
            List.of(List.of("e", note.id().hex(), "spam"), List.of("p", ALICE.pubkey())),
            "look");
    try (RelayClient client = relay.client()) {
      client.publish(note);
      client.publish(report);
    }
    assertThat(call("listeventsneedingmoderation", "[]")).contains(note.id().hex(), "spam look");
    call("allowevent", "[\"" + note.id() + "\",\"harmless\"]");
    assertThat(call("listeventsneedingmoderation", "[]")).doesNotContain(note.id().hex());
  }

  @Test
  void addresses_areBlockedAtOnce() throws Exception {
    try (RelayClient client = relay.client()) {
      assertThat(call("blockip", "[\"127.0.0.0/8\",\"test\"]")).contains("true");
      assertThat(client.closeFrame()).startsWith("1008 blocked: ");
      assertThat(call("listblockedips", "[]")).contains("127.0.0.0/8", "test");
      assertThat(call("unblockip", "[\"127.0.0.0/8\"]")).contains("true");
    }
    try (RelayClient client = relay.client()) {
      assertThat(client.query("{\"limit\":1}")).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void decisions_surviveASigkillAndAreAudited() throws Exception {
    call("changerelayname", "[\"Renamed\"]");
    call("changerelaydescription", "[\"By an administrator\"]");
    call("changerelayicon", "[\"https://example.com/i.png\"]");
    call("allowpubkey", "[\"" + ALICE.pubkey() + "\",\"a friend\"]");
    call("createrole", "[\"28b7e50f\",\"king\",\"ruler of the relay\",37,1]");
    call("assignrole", "[\"" + ALICE.pubkey() + "\",\"28b7e50f\"]");
    assertThat(call("createrole", "[\"28b7e50f\",\"x\",\"\",1,1]")).contains("error");
    String ban = "{\"method\":\"banpubkey\",\"params\":[\"" + "cd".repeat(32) + "\"]}";
    String used = OperatedRelay.header(relay.proof(ADMIN, ban));
    assertThat(relay.post(used, ban)).startsWith("200 ");
    String word = "w" + Long.toString(System.nanoTime(), 36);
    NostrEvent found = TestEvents.note(ALICE, NOW, word);
    try (RelayClient client = relay.client()) {
      client.publish(found);
    }
    relay.kill();
    relay.start();
    assertThat(relay.post(used, ban)).as("a proof used before the restart").startsWith("401 ");
    try (RelayClient client = relay.client()) {
      assertThat(client.query("{\"search\":\"" + word + "\"}"))
          .as("NIP-50 after a SIGKILL")
          .containsExactly(found.id().hex());
    }
    assertThat(call("listallowedpubkeys", "[]")).contains(ALICE.pubkey(), "a friend");
    String page = relay.get("/");
    assertThat(page).contains("Renamed", "By an administrator");
    try (RelayClient client = relay.client()) {
      eventually(
          "client.query('{'kinds':[33534]}').size() to be 1",
          () -> client.query("{\"kinds\":[33534]}").size(),
          number -> number == 1);
      assertThat(client.query("{\"kinds\":[13534]}")).hasSize(1);
    }
    call("deleterole", "[\"28b7e50f\"]");
    try (RelayClient client = relay.client()) {
      eventually(
          "client.query('{'kinds':[33534]}').isEmpty()",
          () -> client.query("{\"kinds\":[33534]}").isEmpty());
    }
    call("unallowpubkey", quoted(ALICE));
    List<String> audit = Files.readAllLines(folder.resolve("audit.jsonl"));
    assertThat(audit)
        .anyMatch(line ->
            line.contains("changerelayname")
                && line.contains("Renamed")
                && line.contains(ADMIN.pubkey()))
        .anyMatch(line -> line.contains("createrole") && line.contains("exists"))
        .anyMatch(line -> line.contains("allowpubkey") && line.contains("\"begun\""))
        .anyMatch(line -> line.contains("allowpubkey") && line.contains("\"done\""));
  }
}
