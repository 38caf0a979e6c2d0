package heliograph.client;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.TinyRelay;
import heliograph.client.RelayDialogue.Ok;
import heliograph.crypto.RelayKey;
import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.event.NostrEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dialogue with a relay that answers as each test says. */
class RelayDialogueTest {
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{64})\"");

  @TempDir private Path folder;

  private final List<String> remarks = new ArrayList<>();

  @Test
  void ask_storedEvents_givesEachAndTheEnd() throws IOException {
    try (TinyRelay relay =
            relay(message ->
                List.of("[\"EVENT\",\"q\",{\"a\":1}]", "[\"EOSE\",\"q\",[\"finish\"]]"));
        RelayDialogue dialogue = dialogue(relay, Optional.empty())) {
      List<String> events = new ArrayList<>();
      RelayDialogue.Answer end = dialogue.ask("REQ", "{}", events::add);
      assertThat(events).containsExactly("{\"a\":1}");
      assertThat(end.verb()).isEqualTo("EOSE");
      assertThat(end.json(1)).isEqualTo("[\"finish\"]");
      assertThat(end.text(7)).isEmpty();
      eventually(
          "the subscription to be closed", () -> relay.received().contains("[\"CLOSE\",\"q\"]"));
    }
  }

  @Test
  void follow_eventsAfterTheStoredOnes_areGivenUntilTheRelayEndsIt() throws IOException {
    try (TinyRelay relay =
            relay(message ->
                List.of(
                    "[\"EVENT\",\"q\",{\"a\":1}]",
                    "[\"EOSE\",\"q\"]",
                    "[\"EVENT\",\"q\",{\"a\":2}]",
                    "[\"CLOSED\",\"q\",\"error: enough\"]"));
        RelayDialogue dialogue = dialogue(relay, Optional.empty())) {
      List<String> seen = new ArrayList<>();
      RelayDialogue.Answer end = dialogue.follow("{}", seen::add, () -> seen.add("stored"));
      assertThat(seen).containsExactly("{\"a\":1}", "stored", "{\"a\":2}");
      assertThat(end.text(1)).isEqualTo("error: enough");
    }
  }

  @Test
  void ask_eventOverSeveralLines_isGivenInOne() throws IOException {
    try (TinyRelay relay =
            relay(message ->
                List.of(
                    "[\"EVENT\",\"other\",{}]",
                    "[\"EVENT\",\"q\",{\"a\":\n1,\r\n\"b\":2}]",
                    "[\"CLOSED\",\"q\",\"error: \\u001b[2J\"]"));
        RelayDialogue dialogue = dialogue(relay, Optional.empty())) {
      List<String> events = new ArrayList<>();
      RelayDialogue.Answer end = dialogue.ask("REQ", "{}", events::add);
      assertThat(events).containsExactly("{\"a\": 1,  \"b\":2}");
      assertThat(end.words(1)).isEqualTo("error: \uFFFD[2J");
    }
  }

  @Test
  void askAndFollow_eventThatIsMissing_isAFault() throws IOException {
    try (TinyRelay relay = relay(message -> List.of("[\"EVENT\",\"q\"]"));
        RelayDialogue asking = dialogue(relay, Optional.empty());
        RelayDialogue following = dialogue(relay, Optional.empty())) {
      assertThatThrownBy(() -> asking.ask("REQ", "{}", event -> {}))
          .hasMessageContaining("without an event");
      assertThatThrownBy(() -> following.follow("{}", event -> {}, () -> {}))
          .hasMessageContaining("without an event");
    }
  }

  @Test
  void next_notice_isARemarkAndNoAnswer() throws IOException {
    try (TinyRelay relay =
            relay(
                message -> List.of("[\"NOTICE\",\"beware\"]", "[\"COUNT\",\"q\",{\"count\":3}]"));
        RelayDialogue dialogue = dialogue(relay, Optional.empty())) {
      assertThat(dialogue.ask("COUNT", "{}", event -> {}).json(1)).isEqualTo("{\"count\":3}");
      assertThat(remarks).containsExactly("notice: beware");
    }
  }

  @Test
  void ask_relayThatWantsToKnowWho_authenticatesOnceAndAsksAgain() throws IOException {
    AtomicBoolean known = new AtomicBoolean();
    try (TinyRelay relay =
            relay(message -> {
              if (message.startsWith("[\"AUTH\"")) {
                known.set(true);
                return List.of("[\"OK\",\"" + id(message) + "\",true,\"\"]");
              }
              return known.get()
                  ? List.of("[\"EOSE\",\"q\"]")
                  : List.of("[\"AUTH\",\"c\"]", "[\"CLOSED\",\"q\",\"auth-required: who?\"]");
            });
        RelayDialogue dialogue = dialogue(relay, Optional.of(key()))) {
      assertThat(dialogue.ask("REQ", "{}", event -> {}).verb()).isEqualTo("EOSE");
      assertThat(relay.received().get(1)).contains("\"challenge\",\"c\"", "\"wss://named/\"");
    }
  }

  @Test
  void ask_relayThatRefusesTheKey_saysSoAndReturnsTheRefusal() throws IOException {
    try (TinyRelay relay =
            relay(message ->
                message.startsWith("[\"AUTH\"")
                    ? List.of("[\"OK\",\"" + id(message) + "\",false,\"restricted: no\"]")
                    : List.of("[\"AUTH\",\"c\"]", "[\"CLOSED\",\"q\",\"auth-required: no\"]"));
        RelayDialogue dialogue = dialogue(relay, Optional.of(key()))) {
      assertThat(dialogue.ask("REQ", "{}", event -> {}).verb()).isEqualTo("CLOSED");
      assertThat(remarks).containsExactly("authentication refused: restricted: no");
    }
  }

  @Test
  void publish_moreThanTheWindow_answersEachOnce() throws IOException {
    List<NostrEvent> events = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      events.add(TestEvents.note(Key.of(1), 1_000 + i, "note " + i));
    }
    try (TinyRelay relay = relay(message -> List.of("[\"OK\",\"" + id(message) + "\",true,\"\"]"));
        RelayDialogue dialogue = dialogue(relay, Optional.empty())) {
      List<Ok> answers = new ArrayList<>();
      dialogue.publish(events.iterator(), answers::add);
      assertThat(answers).hasSize(150).allMatch(Ok::accepted);
      assertThat(answers.stream().map(Ok::id))
          .containsExactlyInAnyOrderElementsOf(
              events.stream().map(event -> event.id().hex()).toList());
    }
  }

  @Test
  void next_messageBeyondTheBound_endsTheDialogue() throws IOException {
    String tooLong = "[\"NOTICE\",\"" + "x".repeat(RelayLink.MESSAGE_CHARS_MAX) + "\"]";
    try (TinyRelay relay = relay(message -> List.of(tooLong));
        RelayDialogue dialogue = dialogue(relay, Optional.empty())) {
      assertThatThrownBy(() -> dialogue.ask("REQ", "{}", event -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("longer than");
      assertThat(remarks).isEmpty();
    }
  }

  @Test
  void next_callerThatDoesNotRead_isNotSentMoreThanTheBound() throws IOException {
    int messages = 64; // of a million characters each
    int buffers = 28; // those that the bound and the buffers of two sockets hold
    byte[] million = TinyRelay.text("[\"EVENT\",\"q\",\"" + "x".repeat(1_000_000) + "\"]");
    AtomicInteger sent = new AtomicInteger();
    List<byte[]> flood =
        new AbstractList<>() {
          @Override
          public byte[] get(int index) {
            sent.set(index + 1);
            return million;
          }

          @Override
          public int size() {
            return messages;
          }
        };
    try (TinyRelay relay = new TinyRelay(message -> flood);
        RelayDialogue dialogue = dialogue(relay, Optional.empty())) {
      dialogue.send("[\"REQ\",\"q\",{}]");
      eventually("the relay to have sent a dozen", () -> sent.get() >= 12);
      for (int read = 0; read < messages; read++) {
        assertThat(sent.get()).isLessThanOrEqualTo(read + buffers);
        assertThat(dialogue.next().json(1)).hasSize(1_000_002);
      }
    }
  }

  @Test
  void next_noAnswer_endsAfterThePatience() throws IOException {
    try (TinyRelay relay = relay(message -> List.of());
        RelayDialogue dialogue =
            new RelayDialogue(
                relay.address(),
                relay.address(),
                Optional.empty(),
                Duration.ofMillis(50),
                remarks::add)) {
      assertThatThrownBy(() -> dialogue.ask("REQ", "{}", event -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("did not answer");
    }
  }

  @Test
  void next_noNostrMessage_endsTheDialogue() throws IOException {
    try (TinyRelay relay = relay(message -> List.of("{}"));
        RelayDialogue dialogue = dialogue(relay, Optional.empty())) {
      assertThatThrownBy(() -> dialogue.ask("REQ", "{}", event -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no Nostr message");
    }
  }

  private RelayDialogue dialogue(TinyRelay relay, Optional<RelayKey> key) {
    return new RelayDialogue(
        relay.address(), URI.create("wss://named/"), key, Duration.ofMinutes(1), remarks::add);
  }

  private RelayKey key() {
    return RelayKey.of(folder.resolve("key"), new NativeSchnorr());
  }

  private static TinyRelay relay(Function<String, List<String>> answers) throws IOException {
    return new TinyRelay(message -> answers.apply(message).stream().map(TinyRelay::text).toList());
  }

  private static String id(String message) {
    Matcher matcher = ID.matcher(message);
    return matcher.find() ? matcher.group(1) : "";
  }
}
