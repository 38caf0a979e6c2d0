package heliograph.api;

import static heliograph.config.AdminRole.ADMINISTRATOR;
import static heliograph.config.AdminRole.MODERATOR;
import static heliograph.config.AdminRole.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents.Key;
import heliograph.config.AddressRanges;
import heliograph.config.AdminRole;
import heliograph.config.RelayConfig;
import heliograph.event.PublicKey;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.ModerationFile;
import heliograph.policy.PluginSlot;
import heliograph.store.EventStore;
import heliograph.store.lmdb.LmdbEventStore;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonValue;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the methods of NIP-86 do and who may call them, without HTTP. */
class ManagementTest {
  private static final String ALICE = Key.of(81).pubkey();
  private static final String CHIEF = Key.of(82).pubkey();

  @TempDir private Path folder;
  private final InMemoryMeters meters = new InMemoryMeters();
  private final Set<String> invites = new HashSet<>();
  private EventStore store;
  private CurrentPolicy policy;
  private ModerationFile moderation;
  private AuditTrail trail;
  private Management management;

  @BeforeEach
  void open() {
    Map<String, String> settings =
        Map.of(
            "heliograph.data",
            folder.toString(),
            "heliograph.membership.mode",
            "both",
            "heliograph.membership.claims",
            "configured",
            "heliograph.policy.kinds-denied",
            "6,7",
            "heliograph.admin.pubkeys",
            CHIEF);
    RelayConfig config = RelayConfig.read(name -> Optional.ofNullable(settings.get(name)));
    store =
        new LmdbEventStore(
            config.fixed().store(),
            Clock.systemUTC(),
            meters,
            task -> Thread.ofPlatform().unstarted(task));
    policy =
        new CurrentPolicy(
            config,
            Moderation.NONE,
            new PublicKey(1, 2, 3, 4),
            new PluginSlot(meters, Runnable::run),
            key -> 0,
            meters,
            System::nanoTime);
    moderation = new ModerationFile(folder.resolve("moderation.json"), policy::apply);
    trail = new AuditTrail(folder.resolve("audit.jsonl"), Clock.systemUTC());
    management = new Management(policy, moderation, store, trail, invites::contains);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Caller caller(AdminRole role) {
    return new Caller(
        AddressRanges.address("203.0.113.7"),
        true,
        Optional.empty(),
        List.of(),
        "somebody",
        Optional.of(role),
        "pp");
  }

  private String call(AdminRole role, String method, String... params) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    for (String param : params) {
      array.add(
          param.matches("\\d+")
              ? Json.createValue(Integer.parseInt(param))
              : Json.createValue(param));
    }
    return management.call(caller(role), method, array.build()).toString();
  }

  private boolean isMember() {
    return policy.isMember(PublicKey.parse(ALICE));
  }

  @Test
  void banAndAllow_takeAKeyOffTheOtherList() {
    call(MODERATOR, "allowpubkey", ALICE, "friend");
    call(ADMINISTRATOR, "createrole", "king");
    call(MODERATOR, "assignrole", ALICE, "king");
    assertThat(isMember()).isTrue();
    call(MODERATOR, "banpubkey", ALICE, "spam");
    assertThat(isMember()).as("a ban ends a membership").isFalse();
    assertThat(moderation.current().assignedRoles()).isEmpty();
    assertThat(call(VIEWER, "listallowedpubkeys")).isEqualTo("[]");
    assertThat(call(VIEWER, "listbannedpubkeys")).contains(ALICE, "spam");
    call(MODERATOR, "allowpubkey", ALICE);
    assertThat(call(VIEWER, "listbannedpubkeys")).isEqualTo("[]");
    assertThat(policy.isBanned(PublicKey.parse(ALICE))).isFalse();
    assertThat(isMember()).isTrue();
    call(MODERATOR, "banpubkey", ALICE);
    call(MODERATOR, "unbanpubkey", ALICE);
    assertThat(isMember()).as("unbanned is not allowed").isFalse();
    call(MODERATOR, "allowpubkey", ALICE);
    call(MODERATOR, "unallowpubkey", ALICE);
    assertThat(call(VIEWER, "listbannedpubkeys")).as("unallowed is not banned").isEqualTo("[]");
    assertThatThrownBy(() -> call(MODERATOR, "banpubkey", CHIEF))
        .hasMessageContaining("administrator");
  }

  @Test
  void events_areOnOneListAtMostAndCanBeTakenOff() {
    String id = "ab".repeat(32);
    call(MODERATOR, "banevent", id, "bad");
    call(MODERATOR, "allowevent", id, "fine");
    assertThat(call(VIEWER, "listbannedevents")).isEqualTo("[]");
    assertThat(call(VIEWER, "listallowedevents")).contains(id, "fine");
    call(MODERATOR, "unallowevent", id);
    assertThat(call(VIEWER, "listallowedevents")).isEqualTo("[]");
    call(MODERATOR, "banevent", id);
    call(MODERATOR, "unbanevent", id);
    assertThat(call(VIEWER, "listbannedevents")).isEqualTo("[]");
    assertThat(call(VIEWER, "listallowedevents")).isEqualTo("[]");
  }

  @Test
  void kindsThatAreNotTaken_areListed() {
    call(MODERATOR, "disallowkind", "9735");
    call(MODERATOR, "allowkind", "7");
    assertThat(call(VIEWER, "listdisallowedkinds")).isEqualTo("[6,9735]");
  }

  @Test
  void claims_areKeptListedAndWithdrawn() {
    call(ADMINISTRATOR, "createclaim", "welcome-2026");
    assertThat(call(ADMINISTRATOR, "listclaims")).isEqualTo("[\"configured\",\"welcome-2026\"]");
    assertThat(new ModerationFile(folder.resolve("moderation.json"), told -> {}).current().claims())
        .containsExactly("welcome-2026");
    call(ADMINISTRATOR, "deleteclaim", "welcome-2026");
    assertThat(call(ADMINISTRATOR, "listclaims")).isEqualTo("[\"configured\"]");
    assertThatThrownBy(() -> call(ADMINISTRATOR, "deleteclaim", "configured"))
        .hasMessageContaining("configuration");
    assertThatThrownBy(() -> call(ADMINISTRATOR, "deleteclaim", "nosuch"))
        .hasMessageContaining("no such");
    invites.add("made-on-request");
    call(ADMINISTRATOR, "deleteclaim", "made-on-request");
    assertThat(moderation.current().withdrawnClaims()).containsExactly("made-on-request");
    assertThatThrownBy(() -> call(ADMINISTRATOR, "createclaim", "")).isNotNull();
    assertThatThrownBy(() -> call(ADMINISTRATOR, "createclaim", "x".repeat(257))).isNotNull();
    assertThat(trail.before(Long.MAX_VALUE, 100).toString())
        .contains("createclaim", "welc…")
        .doesNotContain("welcome-2026");
  }

  @Test
  void claims_areBounded() {
    moderation.edit(draft -> {
      for (int i = 0; i < 1_000; i++) {
        draft.claims.add("claim " + i);
      }
    });
    assertThatThrownBy(() -> call(ADMINISTRATOR, "createclaim", "one more"))
        .hasMessageContaining("1000");
  }

  @Test
  void change_thatCannotBeWrittenDown_isNotMade() throws Exception {
    Files.createDirectory(folder.resolve("audit.jsonl"));
    assertThatThrownBy(() -> call(MODERATOR, "banpubkey", ALICE))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(moderation.current()).isEqualTo(Moderation.NONE);
    assertThat(call(VIEWER, "listbannedpubkeys")).as("reading goes on").isEqualTo("[]");
  }

  @Test
  void change_isInTheTrailBeforeAndAfter() {
    call(MODERATOR, "banpubkey", ALICE, "spam");
    assertThatThrownBy(() -> call(MODERATOR, "assignrole", ALICE, "nosuch")).isNotNull();
    assertThat(trail.before(Long.MAX_VALUE, 10))
        .extracting(line -> line.getString("action") + " " + line.getString("outcome"))
        .containsExactly(
            "assignrole failed", "assignrole begun", "banpubkey done", "banpubkey begun");
  }

  @Test
  void methods_takeTheRoleOfTheTableInTheDocs() throws Exception {
    Map<String, AdminRole> documented = new TreeMap<>();
    Matcher rows =
        Pattern.compile("^\\| `(\\w+)` \\|( ✓)? \\|( ✓)? \\|( ✓)? \\|$", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("docs", "operate.md")));
    while (rows.find()) {
      documented.put(
          rows.group(1),
          rows.group(2) != null ? VIEWER : rows.group(3) != null ? MODERATOR : ADMINISTRATOR);
    }
    assertThat(management.rolesByMethod()).isEqualTo(documented);
    management
        .rolesByMethod()
        .forEach((method, needed) -> {
          for (AdminRole role : AdminRole.values()) {
            boolean may = role.covers(needed);
            assertThat(call(role, "supportedmethods").contains("\"" + method + "\""))
                .isEqualTo(may);
            if (!may) {
              assertThatThrownBy(
                      () -> management.call(caller(role), method, JsonValue.EMPTY_JSON_ARRAY))
                  .hasMessageContaining("takes the role");
            }
          }
        });
  }
}
