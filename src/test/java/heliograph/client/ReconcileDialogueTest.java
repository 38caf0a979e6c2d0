package heliograph.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TinyRelay;
import heliograph.event.EventId;
import heliograph.event.Hex;
import heliograph.negentropy.ItemSet;
import heliograph.negentropy.Reconciliation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A reconciliation with a relay that answers as each test says. */
class ReconcileDialogueTest {
  private static final Pattern LAST_HEX = Pattern.compile("\"([0-9a-f]*)\"]$");

  private final List<EventId> have = new ArrayList<>();
  private final List<EventId> need = new ArrayList<>();

  @Test
  void run_setsThatDiffer_findsBothDifferences() throws IOException {
    Reconciliation relaySide = new Reconciliation(items(100, 5_000), 4_096, 0);
    try (TinyRelay relay =
        relay(message ->
            message.startsWith("[\"NEG-CLOSE\"")
                ? List.of()
                : List.of(
                    "[\"NEG-MSG\",\"other\",\"00\"]",
                    "[\"NEG-MSG\",\"n\",\""
                        + Hex.encode(relaySide.answer(hex(message)))
                        + "\"]"))) {
      ReconcileDialogue.Outcome outcome = run(relay, items(0, 4_900));
      assertThat(outcome.have()).hasSize(100).contains(id(0), id(99)).doesNotContain(id(100));
      assertThat(outcome.need()).hasSize(100).contains(id(4_900), id(4_999));
      assertThat(have).containsExactlyInAnyOrderElementsOf(outcome.have());
      assertThat(need).containsExactlyInAnyOrderElementsOf(outcome.need());
      assertThat(outcome.rounds()).isGreaterThan(1);
      assertThat(outcome.charsSent()).isPositive();
      assertThat(outcome.charsReceived()).isPositive();
    }
  }

  @Test
  void run_relayThatRefuses_saysWhy() throws IOException {
    try (TinyRelay relay = relay(message -> List.of("[\"NEG-ERR\",\"n\",\"blocked: too many\"]"))) {
      assertThatThrownBy(() -> run(relay, items(0, 10)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("blocked: too many");
    }
  }

  @Test
  void run_relayThatAlwaysDiffers_ends() throws IOException {
    String differs = "61000001" + "ab".repeat(16);
    try (TinyRelay relay = relay(message -> List.of("[\"NEG-MSG\",\"n\",\"" + differs + "\"]"))) {
      assertThatThrownBy(() -> run(relay, items(0, 1_000)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no end after");
    }
  }

  @Test
  void run_relayThatSendsGarbage_ends() throws IOException {
    for (String garbage : List.of("zz", "6", "61ff", "62")) {
      try (TinyRelay relay = relay(message -> List.of("[\"NEG-MSG\",\"n\",\"" + garbage + "\"]"))) {
        assertThatThrownBy(() -> run(relay, items(0, 10)))
            .as(garbage)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("the relay's message");
      }
    }
  }

  @Test
  void run_relayThatNamesTooManyIds_ends() throws IOException {
    Reconciliation relaySide = new Reconciliation(items(0, 500), 4_096, 0);
    try (TinyRelay relay =
            relay(message ->
                List.of(
                    "[\"NEG-MSG\",\"n\",\"" + Hex.encode(relaySide.answer(hex(message))) + "\"]"));
        RelayDialogue dialogue = dialogue(relay)) {
      ReconcileDialogue asks =
          new ReconcileDialogue(dialogue, "{}", items(0, 0), have::add, need::add, 100);

      assertThatThrownBy(asks::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the sets differ in more than 100 events");
      assertThat(need).hasSize(100);
    }
  }

  private ReconcileDialogue.Outcome run(TinyRelay relay, ItemSet items) {
    try (RelayDialogue dialogue = dialogue(relay)) {
      return new ReconcileDialogue(dialogue, "{}", items, have::add, need::add).run();
    }
  }

  private static RelayDialogue dialogue(TinyRelay relay) {
    return new RelayDialogue(
        relay.address(), relay.address(), Optional.empty(), Duration.ofMinutes(1), remark -> {});
  }

  private static ItemSet items(int from, int to) {
    ItemSet.Builder items = ItemSet.builder();
    for (int i = from; i < to; i++) {
      items.add(1_000 + i, id(i));
    }
    return items.build();
  }

  private static EventId id(int number) {
    return EventId.parse("%064x".formatted(number));
  }

  private static byte[] hex(String message) {
    Matcher matcher = LAST_HEX.matcher(message);
    assertThat(matcher.find()).isTrue();
    byte[] digits = matcher.group(1).getBytes(US_ASCII);
    return Hex.decode(digits, 0, digits.length / 2);
  }

  private static TinyRelay relay(Function<String, List<String>> answers) throws IOException {
    return new TinyRelay(message -> answers.apply(message).stream().map(TinyRelay::text).toList());
  }
}
