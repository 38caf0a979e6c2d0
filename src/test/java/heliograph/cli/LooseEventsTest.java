package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.LooseEvents.Found;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps of other tools, as lines that are no events. */
class LooseEventsTest {
  private static final String ONE =
      TestEvents.text(TestEvents.note(Key.of(1), 1_700_000_000, "a \"quoted\" {word}\nü ☃"));
  private static final String TWO = TestEvents.text(TestEvents.note(Key.of(2), 1_700_000_001, "b"));

  private final LooseEvents loose = new LooseEvents();
  private final List<String> events = new ArrayList<>();
  private final List<Found.Bad> bad = new ArrayList<>();

  private void take(String... lines) {
    List<Found> found = new ArrayList<>();
    int number = 0;
    for (String line : lines) {
      byte[] bytes = line.getBytes(UTF_8);
      found.addAll(loose.take(++number, bytes, 0, bytes.length, "invalid: as it was"));
    }
    loose.end(found);
    for (Found one : found) {
      switch (one) {
        case Found.Event(var event, var json) -> events.add(new String(json, UTF_8));
        case Found.Bad it -> bad.add(it);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"EVENT\",%s]",
        "[\"EVENT\",\"sub:1\",%s]",
        "%s,",
        "  %s  ",
        "[%s",
        "%s]",
        "2026-11-26T10:00:00 INFO got %s",
        "17\t%s"
      })
  void take_eventInOtherText_isFound(String form) {
    take(form.formatted(ONE));
    assertThat(events).containsExactly(ONE);
    assertThat(bad).isEmpty();
  }

  @Test
  void take_arrayAndConcatenation_areEveryEvent() {
    take("[", ONE + ",", TWO, "]", "[" + ONE + "," + TWO + "]", ONE + TWO);
    assertThat(events).containsExactly(ONE, TWO, ONE, TWO, ONE, TWO);
    assertThat(bad).isEmpty();
  }

  @Test
  void take_copyOfPostgres_isReadWithSingleBackslashes() {
    take(ONE.replace("\\", "\\\\"));
    assertThat(events).containsExactly(ONE);
  }

  @Test
  void take_csvColumn_isReadWithSingleQuotes() {
    take("1,\"" + TWO.replace("\"", "\"\"") + "\",2026");
    assertThat(events).containsExactly(TWO);
  }

  @Test
  void take_prettyPrintedObjects_areReadOverLines() {
    String pretty = TWO.replace("{\"", "{\n  \"").replace(",\"", ",\n  \"").replace("}", "\n}");
    take(("[\n" + pretty + ",\n" + pretty + "\n]").split("\n", -1));
    assertThat(events).hasSize(2);
    assertThat(bad).isEmpty();
    assertThat(loose.isWithinObject()).isFalse();
  }

  @Test
  void take_lineThatEndsTooSoon_isBadAndTheNextIsRead() {
    take(ONE.substring(0, 40), "[" + TWO + "]", "{", "\"id\": 1,", "[" + TWO + "]", "{" + "]");
    assertThat(events).contains(TWO);
    assertThat(bad).isNotEmpty();
    assertThat(bad.getFirst()).isEqualTo(new Found.Bad(1, "invalid: as it was"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INSERT INTO event VALUES (1)", "{}", "{\"id\":\"x\"}", "nonsense", "}{"})
  void take_noEvent_keepsTheReason(String line) {
    take(line);
    assertThat(bad).containsExactly(new Found.Bad(1, "invalid: as it was"));
  }
}
