package heliograph.policy;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.AddressRanges;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.WritePolicyPlugin.Decision;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, good and bad, behind the write-policy protocol. */
@Timeout(180)
class WritePolicyPluginTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final InetAddress CLIENT = AddressRanges.address("192.0.2.7");
  private static final Decision UNAVAILABLE =
      new Decision.Reject("the write policy is not available");

  /** Tells the id of each line it reads; what follows uses it. */
  private static final String EACH =
      """
      while read -r line; do
        id=$(printf '%s' "$line" | sed 's/.*"id":"\\([0-9a-f]*\\)".*/\\1/')
      """;

  private static final String ACCEPT =
      "echo \"{\\\"id\\\":\\\"$id\\\",\\\"action\\\":\\\"accept\\\"}\"\n";

  private final InMemoryMeters meters = new InMemoryMeters();
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final List<WritePolicyPlugin> plugins = new ArrayList<>();
  private volatile Instant now = Instant.ofEpochSecond(1_800_000_000);
  @TempDir private Path folder;

  @AfterEach
  void end() {
    plugins.forEach(WritePolicyPlugin::close);
    tasks.close(); // waits: no task may outlive its program
  }

  private WritePolicyPlugin plugin(Duration timeout, boolean failOpen, String script)
      throws IOException {
    Path file = Files.writeString(folder.resolve("plugin.sh"), script);
    List<String> command = List.of("/bin/sh", file.toString(), folder.toString());
    WritePolicyPlugin plugin =
        new WritePolicyPlugin(command, timeout, failOpen, meters, tasks, () -> now);
    plugins.add(plugin);
    return plugin;
  }

  private static NostrEvent note(int number) {
    return TestEvents.note(Key.of(1), 1_700_000_000 + number, "note " + number);
  }

  private static Decision ask(WritePolicyPlugin plugin, NostrEvent event) {
    return plugin.ask(event, CLIENT, Optional.empty());
  }

  private long count(String name) {
    return meters.counters().getOrDefault("heliograph_write_policy_" + name, 0L);
  }

  private ProcessHandle started(String pidFile) throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve(pidFile)).strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static void assertEnds(ProcessHandle process) throws Exception {
    process.onExit().get(3, TimeUnit.MINUTES);
  }

  @Test
  void ask_pluginAccepts_isAccept() throws Exception {
    WritePolicyPlugin plugin = plugin(LONG, false, EACH + ACCEPT + "done");
    for (int i = 0; i < 5; i++) {
      assertThat(ask(plugin, note(i))).isEqualTo(Decision.ACCEPT);
    }
    assertThat(count("asked_total")).isEqualTo(5);
    assertThat(count("totalresult,accepted")).isEqualTo(5);
    assertThat(count("restarts_total")).isZero();
  }

  @Test
  void plugin_seesNoneOfTheRelaysSecrets() throws Exception {
    WritePolicyPlugin plugin = plugin(LONG, false, "env >\"$1/env\"\n" + EACH + ACCEPT + "done");
    assertThat(ask(plugin, note(1))).isEqualTo(Decision.ACCEPT);
    assertThat(Files.readAllLines(folder.resolve("env")))
        .extracting(line -> line.replaceFirst("=.*", ""))
        .contains("PATH")
        .allMatch(name ->
            name.matches(
                "PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|TZ|TMPDIR|LC_\\w+|PLUGIN_\\w+"
                    + "|PWD|OLDPWD|SHLVL|_")); // the last four are the shell's own
  }

  @Test
  void ask_pluginRejects_tellsItsMessage() throws Exception {
    WritePolicyPlugin plugin =
        plugin(
            LONG,
            true,
            EACH
                + """
                  printf '{"id":"%s","action":"reject","msg":"blocked: \\\\u00a7 1 \\\\"spam\\\\""}\\n' $id
                done\
                """);
    assertThat(ask(plugin, note(1))).isEqualTo(new Decision.Reject("blocked: § 1 \"spam\""));
    assertThat(count("totalresult,rejected")).isEqualTo(1);
  }

  @Test
  void ask_pluginRejectsWithoutMessage_hasOne() throws Exception {
    WritePolicyPlugin plugin =
        plugin(LONG, true, EACH + "echo '{\"action\":\"reject\",\"id\":\"'$id'\"}'\ndone");
    assertThat(ask(plugin, note(1)))
        .isEqualTo(new Decision.Reject("blocked: refused by the write policy"));
  }

  @Test
  void ask_pluginShadowRejects_isShadowReject() throws Exception {
    WritePolicyPlugin plugin =
        plugin(
            LONG,
            true,
            EACH + "echo '{\"id\":\"'$id'\",\"action\":\"shadowReject\",\"msg\":\"\"}'\ndone");
    assertThat(ask(plugin, note(1))).isEqualTo(Decision.SHADOW_REJECT);
    assertThat(count("totalresult,shadow_rejected")).isEqualTo(1);
  }

  @Test
  void ask_question_isOneLineWithTheCanonicalEvent() throws Exception {
    WritePolicyPlugin plugin =
        plugin(LONG, false, EACH + "printf '%s\\n' \"$line\" >> $1/lines\n" + ACCEPT + "done");
    NostrEvent event =
        TestEvents.signed(
            Key.of(2), 30_023, 1, List.of(List.of("d", "a\\b")), "line\nbreak \"é\" 😀 \u2028 \t");
    PublicKey client = PublicKey.parse(Key.of(3).pubkey());
    assertThat(ask(plugin, event)).isEqualTo(Decision.ACCEPT);
    InetAddress ipv6 = AddressRanges.address("2001:db8:0:0:0:0:0:1");
    assertThat(plugin.ask(event, ipv6, Optional.of(client))).isEqualTo(Decision.ACCEPT);
    String start =
        "{\"type\":\"new\",\"event\":" + TestEvents.text(event) + ",\"receivedAt\":1800000000,";
    assertThat(Files.readString(folder.resolve("lines"), UTF_8))
        .isEqualTo(
            start
                + "\"sourceType\":\"IP4\",\"sourceInfo\":\"192.0.2.7\"}\n"
                + start
                + "\"sourceType\":\"IP6\",\"sourceInfo\":\"2001:db8::1\",\"authed\":\""
                + client.hex()
                + "\"}\n");
  }

  @Test
  void ask_garbageBeforeTheAnswer_isSkipped() throws Exception {
    WritePolicyPlugin plugin =
        plugin(
            LONG,
            false,
            "echo ready; echo oops >&2\n"
                + EACH
                + """
                  echo; echo '['; echo '[1]'; echo '{"id":7,"action":null}'; echo "{\\"id\\":\\"$id\\"}"
                  echo "{\\"id\\":\\"$id\\",\\"action\\":\\"later\\"}"
                  echo '{"id":"0000","action":"reject","msg":"of another"}'
                  head -c 300000 /dev/zero; echo
                  printf '\\377\\n'
                """
                + ACCEPT
                + "done");
    assertThat(ask(plugin, note(1))).isEqualTo(Decision.ACCEPT);
    assertThat(ask(plugin, note(2))).isEqualTo(Decision.ACCEPT);
    assertThat(count("restarts_total")).isZero();
  }

  @Test
  void ask_pluginHangs_failsInTimeAndKillsItWithItsChildren() throws Exception {
    WritePolicyPlugin plugin =
        plugin(
            SHORT, false, "trap '' TERM; sleep 1000 & echo $! > $1/child; cat > /dev/null; wait");
    eventually(
        "it is asked, and killed, until it has got as far as its children",
        () -> {
          now = now.plusSeconds(1);
          assertThat(ask(plugin, note(1))).isEqualTo(UNAVAILABLE);
          return Files.exists(folder.resolve("child"));
        });
    tasks.shutdown();
    // the tasks read until nobody holds the other ends of the pipes
    assertThat(tasks.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
    assertThat(count("totalresult,failed")).isPositive();
  }

  @Test
  void ask_pluginThatNeverReads_failsInTime() throws Exception {
    WritePolicyPlugin plugin = plugin(SHORT, true, "exec sleep 1000");
    NostrEvent big = TestEvents.note(Key.of(1), 1, "x".repeat(1 << 20)); // no pipe holds it
    assertThat(ask(plugin, big)).isEqualTo(Decision.ACCEPT);
    assertThat(count("totalresult,failed")).isEqualTo(1);
    assertThat(count("totalresult,accepted")).isZero();
  }

  @Test
  void ask_answerToAnotherEventOnly_failsInTime() throws Exception {
    WritePolicyPlugin plugin = plugin(SHORT, false, EACH + "id=0\n" + ACCEPT + "done");
    assertThat(ask(plugin, note(1))).isEqualTo(UNAVAILABLE);
  }

  @Test
  void ask_pluginCrashes_failsAtOnceAndRestartsAfterASecond() throws Exception {
    WritePolicyPlugin plugin = plugin(LONG, false, EACH + ACCEPT + "read -r line; exit 3; done");
    assertThat(ask(plugin, note(1))).isEqualTo(Decision.ACCEPT);
    assertThat(ask(plugin, note(2))).isEqualTo(UNAVAILABLE);
    now = now.plusMillis(999);
    assertThat(ask(plugin, note(3))).isEqualTo(UNAVAILABLE);
    assertThat(count("restarts_total")).isZero();
    now = now.plusMillis(1);
    assertThat(ask(plugin, note(4))).isEqualTo(Decision.ACCEPT);
    assertThat(count("restarts_total")).isEqualTo(1);
    assertThat(count("totalresult,failed")).isEqualTo(2);
    assertThat(count("asked_total")).isEqualTo(4);
  }

  @Test
  void ask_pluginEndedBetweenQuestions_isRestartedForTheNext() throws Exception {
    WritePolicyPlugin plugin = plugin(LONG, false, "echo $$ > $1/pid\n" + EACH + ACCEPT + "done");
    assertThat(ask(plugin, note(1))).isEqualTo(Decision.ACCEPT);
    ProcessHandle process = started("pid");
    process.destroyForcibly();
    assertEnds(process);
    now = now.plusSeconds(60);
    assertThat(ask(plugin, note(2))).isEqualTo(Decision.ACCEPT);
    assertThat(count("restarts_total")).isEqualTo(1);
    assertThat(count("totalresult,failed")).isZero();
  }

  @Test
  void ask_clockSetBack_doesNotKeepThePluginAway() throws Exception {
    WritePolicyPlugin plugin = plugin(LONG, false, "exit 1");
    assertThat(ask(plugin, note(1))).isEqualTo(UNAVAILABLE);
    now = now.minus(Duration.ofDays(1));
    assertThat(ask(plugin, note(2))).isEqualTo(UNAVAILABLE);
    assertThat(count("restarts_total")).isEqualTo(1);
  }

  @Test
  void ask_programMissing_failsOpenOrClosed() {
    for (boolean failOpen : new boolean[] {true, false}) {
      WritePolicyPlugin plugin =
          new WritePolicyPlugin(
              List.of(folder.resolve("absent").toString()),
              LONG,
              failOpen,
              meters,
              tasks,
              () -> now);
      plugins.add(plugin);
      assertThat(ask(plugin, note(1))).isEqualTo(failOpen ? Decision.ACCEPT : UNAVAILABLE);
    }
    assertThat(count("totalresult,failed")).isEqualTo(2);
  }

  @Test
  void ask_pluginCrashesFailOpen_isAccept() throws Exception {
    WritePolicyPlugin plugin = plugin(LONG, true, "exit 1");
    assertThat(ask(plugin, note(1))).isEqualTo(Decision.ACCEPT);
    assertThat(count("totalresult,failed")).isEqualTo(1);
  }

  @Test
  void ask_fromManyThreads_eachGetsTheAnswerToItsOwn() throws Exception {
    WritePolicyPlugin plugin =
        plugin(
            LONG,
            false,
            EACH + "echo '{\"id\":\"'$id'\",\"action\":\"reject\",\"msg\":\"'$id'\"}'\ndone");
    List<NostrEvent> events = new ArrayList<>();
    List<Future<Decision>> decisions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      NostrEvent event = note(i);
      events.add(event);
      decisions.add(tasks.submit(() -> ask(plugin, event)));
    }
    for (int i = 0; i < events.size(); i++) {
      assertThat(decisions.get(i).get()).isEqualTo(new Decision.Reject(events.get(i).id().hex()));
    }
  }

  @Test
  void ask_interrupted_failsAndStaysInterrupted() throws Exception {
    WritePolicyPlugin plugin = plugin(LONG, false, "exec sleep 1000");
    Thread.currentThread().interrupt();
    Decision decision = ask(plugin, note(1));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(decision).isEqualTo(UNAVAILABLE);
  }

  @Test
  void close_pluginThatReads_endsByItself() throws Exception {
    WritePolicyPlugin plugin =
        plugin(LONG, true, "echo $$ > $1/pid\n" + EACH + ACCEPT + "done; echo bye > $1/bye");
    assertThat(ask(plugin, note(1))).isEqualTo(Decision.ACCEPT);
    ProcessHandle process = started("pid");
    plugin.close();
    assertThat(process.isAlive()).isFalse();
    assertThat(folder.resolve("bye")).exists();
    assertThat(ask(plugin, note(2))).isEqualTo(Decision.ACCEPT); // fails open
    assertThat(count("totalresult,failed")).isEqualTo(1);
    assertThat(count("restarts_total")).isZero();
  }

  @Test
  void close_pluginThatStays_isKilled() throws Exception {
    WritePolicyPlugin plugin =
        plugin(
            LONG,
            false,
            "trap '' TERM; echo $$ > $1/pid\n"
                + EACH
                + ACCEPT
                + "done; while :; do sleep 1000; done");
    assertThat(ask(plugin, note(1))).isEqualTo(Decision.ACCEPT);
    ProcessHandle process = started("pid");
    plugin.close();
    assertEnds(process);
  }

  @Test
  void close_neverAsked_startsNothing() throws Exception {
    WritePolicyPlugin plugin = plugin(LONG, false, "echo $$ > $1/pid");
    plugin.close();
    plugin.close();
    assertThat(ask(plugin, note(1))).isEqualTo(UNAVAILABLE);
    assertThat(folder.resolve("pid")).doesNotExist();
  }
}
