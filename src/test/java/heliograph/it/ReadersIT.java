package heliograph.it;

import static heliograph.Eventually.eventually;
import static heliograph.it.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read what over HTTP: every path by every person, in every sort of relay. */
class ReadersIT {
  private static final Key ADMIN = Key.of(9_101);
  private static final Key VIEWER = Key.of(9_102);
  private static final Key AUTHOR = Key.of(9_103);
  private static final Key PARTY = Key.of(9_104);
  private static final Key STRANGER = Key.of(9_105);
  private static final long NOW = System.currentTimeMillis() / 1_000;
  private static final String NOBODY = "nobody";

  private static final Map<String, Key> KEYS =
      Map.of(
          "admin", ADMIN, "viewer", VIEWER, "author", AUTHOR, "party", PARTY, "stranger", STRANGER);

  /** Every path that can be got, and whether it is for administrators only. */
  private static final Map<String, Boolean> ADMINISTRATORS_ONLY =
      Map.ofEntries(
          Map.entry("/openapi.json", false),
          Map.entry("/overview", false),
          Map.entry("/events", false),
          Map.entry("/kinds", false),
          Map.entry("/rejections", false),
          Map.entry("/requests", false),
          Map.entry("/top-requested", false),
          Map.entry("/relays", false),
          Map.entry("/jobs", false),
          Map.entry("/graph", false),
          Map.entry("/clusters", false),
          Map.entry("/clusters/{cluster}/members", false),
          Map.entry("/communities", false),
          Map.entry("/communities/{community}/members", false),
          Map.entry("/trust", false),
          Map.entry("/trust/{pubkey}", false),
          Map.entry("/trends", false),
          Map.entry("/trends/{pubkey}", false),
          Map.entry("/history/{pubkey}", false),
          Map.entry("/history/{pubkey}/{kind}", false),
          Map.entry("/history/{pubkey}/{kind}/events.jsonl", false),
          Map.entry("/storage", true),
          Map.entry("/jobs/{job}/runs", true),
          Map.entry("/partitions", true),
          Map.entry("/pools", true),
          Map.entry("/spam-candidates", true),
          Map.entry("/admin/purges", true),
          Map.entry("/admin/purges/{id}", true),
          Map.entry("/admin/audit", true));

  @TempDir private static Path folder;
  private static OperatedRelay relay;

  @BeforeAll
  static void start() throws Exception {
    relay = new OperatedRelay(folder, settings());
  }

  @AfterAll
  static void stop() {
    relay.close();
  }

  private static String[] settings(String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "heliograph.archive.keep=all",
                "heliograph.admin.pubkeys=" + ADMIN.pubkey(),
                "heliograph.admin.viewers=" + VIEWER.pubkey(),
                "heliograph.auth.private-kinds=4,1059,21059,31234"));
    lines.addAll(List.of(more));
    return lines.toArray(String[]::new);
  }

  private static HttpResponse<String> get(String person, String path) {
    Key key = KEYS.get(person);
    return key == null
        ? ApiClient.get(relay.http("/api/v1" + path))
        : ApiClient.get(relay.http("/api/v1" + path), "Authorization", proof(key, path));
  }

  private static String proof(Key key, String path) {
    NostrEvent proof =
        TestEvents.signed(
            key,
            27_235,
            System.currentTimeMillis() / 1_000,
            List.of(
                List.of("u", relay.http("/api/v1" + path).toString()), List.of("method", "GET")),
            "");
    return "Nostr " + Base64.getEncoder().encodeToString(proof.json());
  }

  /** What a person reads of an article: how many versions by each path. */
  private static List<Integer> versions(String person, int kind, String d) {
    String path = "/history/" + AUTHOR.pubkey();
    HttpResponse<String> lines = get(person, path + "/" + kind + "/events.jsonl?d=" + d);
    int saved = lines.statusCode() == 200 ? (int) lines.body().lines().count() : 0;
    int changes = json(get(person, path + "/" + kind + "?d=" + d)).getJsonArray("changes").size();
    long earlier =
        json(get(person, path)).getJsonArray("addresses").getValuesAs(JsonObject.class).stream()
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

  @Test
  void paths_areAllInTheTableHere() {
    Set<String> described = new TreeSet<>();
    json(get("admin", "/openapi.json"))
        .getJsonObject("paths")
        .forEach((path, verbs) -> {
          if (verbs.asJsonObject().containsKey("get")) {
            described.add(path.replaceFirst("^/api/v1", ""));
          }
        });
    assertThat(described).isEqualTo(new TreeSet<>(ADMINISTRATORS_ONLY.keySet()));
  }

  @Test
  void paths_letInWhomARequestWouldLetIn() throws Exception {
    try {
      check("open", Map.of(NOBODY, 200, "stranger", 200, "party", 200));
      relay.configure(
          settings(
              "heliograph.membership.mode=both",
              "heliograph.policy.pubkeys-allowed=" + PARTY.pubkey()));
      eventually(
          "get(NOBODY, '/openapi.json').statusCode() to be 401",
          () -> get(NOBODY, "/openapi.json").statusCode(),
          found -> found == 401);
      check("members only", Map.of(NOBODY, 401, "stranger", 403, "party", 200));
      assertThat(relay.get("/counts")).isEqualTo("{}");
      relay.configure(settings("heliograph.auth.mode=read"));
      eventually(
          "get('stranger', '/openapi.json').statusCode() to be 200",
          () -> get("stranger", "/openapi.json").statusCode(),
          found -> found == 200);
      check("reading takes authentication", Map.of(NOBODY, 401, "stranger", 200, "party", 200));
      assertThat(relay.get("/counts")).isEqualTo("{}");
      relay.configure(settings("heliograph.api.access=admin"));
      eventually(
          "get('stranger', '/openapi.json').statusCode() to be 403",
          () -> get("stranger", "/openapi.json").statusCode(),
          found -> found == 403);
      check("administrators", Map.of(NOBODY, 401, "stranger", 403, "party", 403));
    } finally {
      relay.configure(settings());
      eventually(
          "get(NOBODY, '/openapi.json').statusCode() to be 200",
          () -> get(NOBODY, "/openapi.json").statusCode(),
          found -> found == 200);
    }
    assertThat(relay.get("/counts")).contains("\"about\":true");
  }

  private static void check(String sort, Map<String, Integer> others) {
    ADMINISTRATORS_ONLY.forEach((template, administrators) -> {
      String path =
          template
              .replace("{pubkey}", AUTHOR.pubkey())
              .replace("{kind}", "30023")
              .replaceAll("\\{\\w+}", "1");
      for (String person : List.of("viewer", "admin")) {
        assertThat(get(person, path).statusCode())
            .as(sort + " " + person + " " + path)
            .isNotIn(401, 403, 429, 500);
      }
      others.forEach((person, status) -> {
        int found = get(person, path).statusCode();
        int refused = person.equals(NOBODY) ? 401 : 403;
        if (administrators) {
          assertThat(found).as(sort + " " + person + " " + path).isEqualTo(refused);
        } else if (status == 200) {
          assertThat(found).as(sort + " " + person + " " + path).isNotIn(401, 403, 429, 500);
        } else {
          assertThat(found).as(sort + " " + person + " " + path).isEqualTo(status);
        }
      });
    });
  }

  @Test
  void figuresOfPrivateKinds_areTheAdministrators() {
    assertThat(get(NOBODY, "/top-requested?kind=4").statusCode()).isEqualTo(403);
    assertThat(get("party", "/top-requested?kind=1059").statusCode()).isEqualTo(403);
    assertThat(get(NOBODY, "/top-requested?kind=1").statusCode()).as("off here").isEqualTo(503);
    assertThat(get("viewer", "/top-requested?kind=4").statusCode()).as("off here").isEqualTo(503);
  }

  @Test
  void proofThatIsWrong_isToldAndNotTakenForNobody() {
    String path = "/history/" + AUTHOR.pubkey();
    assertThat(
            ApiClient.get(
                    relay.http("/api/v1" + path), "Authorization", proof(STRANGER, path + "/0"))
                .statusCode())
        .isEqualTo(401);
  }
}
