package heliograph.it;

import static heliograph.Eventually.eventually;
import static heliograph.it.ApiClient.json;
import static heliograph.it.AskedRelay.ADMIN;
import static heliograph.it.AskedRelay.AUTHOR;
import static heliograph.it.AskedRelay.NOBODY;
import static heliograph.it.AskedRelay.PARTY;
import static heliograph.it.AskedRelay.PERSONS;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose history whom is shown: by every path, to every person, in every sort of relay. */
class HistoryReadersIT {
  private static final Key VANISHED = Key.of(9_107);
  private static final long NOW = System.currentTimeMillis() / 1_000;

  /** What is asked for in every sort of relay. */
  private record Address(Key author, int kind, String d) {}

  private static final List<Address> ADDRESSES =
      List.of(
          new Address(AUTHOR, 30_023, "live"),
          new Address(AUTHOR, 31_234, "private"),
          new Address(AUTHOR, 30_023, "expired"),
          new Address(VANISHED, 30_023, "vanished"));

  @TempDir private static Path folder;
  private static AskedRelay asked;
  private static OperatedRelay relay;

  @BeforeAll
  static void start() throws Exception {
    asked = new AskedRelay(folder);
    relay = asked.relay();
  }

  @AfterAll
  static void stop() {
    asked.close();
  }

  /** What a person reads of an article: how many versions by each path. */
  private static List<Integer> versions(String person, int kind, String d) {
    String path = "/history/" + AUTHOR.pubkey();
    HttpResponse<String> lines = asked.get(person, path + "/" + kind + "/events.jsonl?d=" + d);
    int saved = lines.statusCode() == 200 ? (int) lines.body().lines().count() : 0;
    int changes =
        json(asked.get(person, path + "/" + kind + "?d=" + d)).getJsonArray("changes").size();
    long earlier =
        json(asked.get(person, path))
            .getJsonArray("addresses")
            .getValuesAs(JsonObject.class)
            .stream()
            .filter(address -> address.getInt("kind") == kind)
            .filter(address -> address.getString("d", "").equals(d))
            .mapToInt(address -> address.getInt("versions"))
            .sum();
    return List.of(saved, changes, (int) earlier);
  }

  private static NostrEvent article(int kind, long at, String d, String text) {
    return TestEvents.signed(
        AUTHOR, kind, at, List.of(List.of("d", d), List.of("p", PARTY.pubkey())), text);
  }

  @Test
  void histories_showEachWhatARequestOfHisWouldBeShown() throws Exception {
    NostrEvent banned = article(30_023, NOW - 20, "banned", "one");
    try (RelayClient client = relay.client()) {
      for (NostrEvent event :
          List.of(
              article(30_023, NOW - 20, "open", "one"),
              article(30_023, NOW - 10, "open", "two"),
              banned,
              article(30_023, NOW - 10, "banned", "two"),
              article(31_234, NOW - 20, "draft", "secret one"),
              article(31_234, NOW - 10, "draft", "secret two"))) {
        assertThat(client.publish(event)).startsWith("true,");
      }
      assertThat(client.publish(article(31_234, NOW - 10, "draft", "secret two")))
          .as("a stranger with the event is not told that it is stored")
          .isEqualTo("true,\"\"");
    }
    relay.call(ADMIN, "banevent", "[\"" + banned.id() + "\"]");
    for (String person : List.of(NOBODY, "stranger", "viewer", "admin", "party", "author")) {
      boolean isParty = person.equals("party") || person.equals("author");
      assertThat(versions(person, 30_023, "open")).as(person).containsExactly(2, 2, 1);
      assertThat(versions(person, 30_023, "banned")).as(person).containsExactly(1, 1, 0);
      assertThat(versions(person, 31_234, "draft"))
          .as(person)
          .isEqualTo(isParty ? List.of(2, 2, 1) : List.of(0, 0, 0));
    }
    relay.call(ADMIN, "banpubkey", "[\"" + AUTHOR.pubkey() + "\"]");
    for (String person : List.of(NOBODY, "admin", "author")) {
      assertThat(versions(person, 30_023, "open")).as(person).containsExactly(0, 0, 0);
    }
    relay.call(ADMIN, "unbanpubkey", "[\"" + AUTHOR.pubkey() + "\"]");
  }

  private static NostrEvent gone(long at, String text) {
    return TestEvents.signed(VANISHED, 30_023, at, List.of(List.of("d", "vanished")), text);
  }

  private static NostrEvent expiring(long at, String d, String text, long expiration) {
    return TestEvents.signed(
        AUTHOR, 30_023, at, List.of(List.of("d", d), List.of("expiration", "" + expiration)), text);
  }

  /** Holds each path of history against a REQ of the same person, in this sort of relay. */
  private static void compareWithRequests(String sort) {
    for (String person : PERSONS) {
      String whole = asked.requested(person, AUTHOR, 30_023, "live");
      int refusal = whole.equals("auth-required") ? 401 : whole.equals("restricted") ? 403 : 0;
      for (Address address : ADDRESSES) {
        String of = sort + ", " + person + ", " + address;
        String path = "/history/" + address.author().pubkey();
        String one = path + "/" + address.kind();
        HttpResponse<String> lines = asked.get(person, one + "/events.jsonl?d=" + address.d());
        HttpResponse<String> changes = asked.get(person, one + "?d=" + address.d());
        HttpResponse<String> addresses = asked.get(person, path);
        if (refusal != 0) {
          assertThat(List.of(lines.statusCode(), changes.statusCode(), addresses.statusCode()))
              .as(of)
              .containsOnly(refusal);
          continue;
        }
        String shown = asked.requested(person, address.author(), address.kind(), address.d());
        if (shown.equals("[]") || shown.equals("auth-required")) {
          assertThat(lines.statusCode()).as(of).isEqualTo(404);
          assertThat(json(changes).getJsonArray("changes")).as(of).isEmpty();
          assertThat(addresses.body()).as(of).doesNotContain("\"d\":\"" + address.d() + "\"");
        } else {
          assertThat(lines.body()).as(of).startsWith("{\"id\":\"" + shown.substring(1, 65) + "\"");
          assertThat(json(changes).getJsonArray("changes")).as(of).hasSize(2);
          assertThat(addresses.body()).as(of).contains("\"d\":\"" + address.d() + "\"");
        }
      }
    }
  }

  @Test
  void histories_inEverySortOfRelay_agreeWithRequestsOfTheSamePerson() throws Exception {
    long soon = System.currentTimeMillis() / 1_000 + 3;
    try (RelayClient client = relay.client()) {
      for (NostrEvent event :
          List.of(
              article(30_023, NOW - 20, "live", "one"),
              article(30_023, NOW - 10, "live", "two"),
              article(31_234, NOW - 20, "private", "one"),
              article(31_234, NOW - 10, "private", "two"),
              expiring(NOW - 20, "expired", "one", soon),
              expiring(NOW - 10, "expired", "two", soon),
              gone(NOW - 20, "one"),
              gone(NOW - 10, "two"))) {
        assertThat(client.publish(event)).startsWith("true,");
      }
      NostrEvent vanish =
          TestEvents.signed(VANISHED, 62, NOW, List.of(List.of("relay", "ALL_RELAYS")), "");
      assertThat(client.publish(vanish)).startsWith("true,");
    }
    eventually(
        "the article to expire",
        () -> asked.requested(NOBODY, AUTHOR, 30_023, "expired"),
        found -> found.equals("[]"));
    try {
      compareWithRequests("open");
      asked.configure(
          "heliograph.membership.mode=both",
          "heliograph.policy.pubkeys-allowed=" + PARTY.pubkey() + "," + AUTHOR.pubkey());
      eventually(
          "a stranger to be kept out",
          () -> asked.requested("stranger", AUTHOR, 30_023, "live"),
          found -> found.equals("restricted"));
      compareWithRequests("members only");
      asked.configure("heliograph.auth.mode=read");
      eventually(
          "a stranger to be let in",
          () -> asked.requested("stranger", AUTHOR, 30_023, "live"),
          found -> found.startsWith("["));
      compareWithRequests("reading takes authentication");
    } finally {
      asked.configure();
      eventually(
          "everybody to be let in",
          () -> asked.requested(NOBODY, AUTHOR, 30_023, "live"),
          found -> found.startsWith("["));
    }
  }

  @Test
  void privateMessages_haveNoHistory_whoeverAsks() {
    try (RelayClient client = relay.client()) {
      assertThat(client.authenticate(PARTY)).startsWith("true");
      for (int kind : List.of(4, 1_059)) {
        List<List<String>> tags = List.of(List.of("p", PARTY.pubkey()));
        assertThat(client.publish(TestEvents.signed(AUTHOR, kind, NOW, tags, "sealed")))
            .startsWith("true,");
      }
    }
    for (String person : PERSONS) {
      for (String kind : List.of("4", "1059")) {
        String path = "/history/" + AUTHOR.pubkey() + "/" + kind;
        assertThat(asked.get(person, path).statusCode()).as(person).isEqualTo(400);
        assertThat(asked.get(person, path + "/events.jsonl").statusCode())
            .as(person)
            .isEqualTo(400);
        assertThat(asked.get(person, "/history/" + AUTHOR.pubkey()).body())
            .as(person)
            .doesNotContain("\"kind\":" + kind + ",", "\"kind\":" + kind + "}");
      }
    }
  }
}
