package heliograph.search;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ProcessorTime;
import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Searches made to cost much. */
class Nip50HostileTest {
  @Test
  void parse_verySmallRuns_areNotAllLookedAt() {
    assertThat(SearchQuery.parse("a ".repeat(60_000) + "b").phrases())
        .containsExactly(List.of("a"));
    assertThat(SearchQuery.parse("? ".repeat(60_000) + "b").matchesNothing())
        .as("no less is found")
        .isFalse();
    assertThat(SearchQuery.parse("? ".repeat(60)).matchesNothing()).isTrue();
  }

  @Test
  void matches_phraseThatAlmostRepeats_looksAtEachWordOnce() {
    EventWords event =
        new EventWords(TestEvents.note(Key.of(1), 1, "b " + "a ".repeat(60_000) + "a a b a b c"));
    SearchQuery almost = SearchQuery.parse('"' + "a ".repeat(62) + "c\"");
    Duration cost =
        ProcessorTime.of(() -> {
          for (int i = 0; i < 200; i++) {
            assertThat(almost.matches(event)).isFalse();
          }
        });
    assertThat(cost).isLessThan(Duration.ofSeconds(1));

    assertThat(SearchQuery.parse("\"a a b a b c\"").matches(event)).isTrue();
    assertThat(SearchQuery.parse("\"a b a b c\"").matches(event)).isTrue();
    assertThat(SearchQuery.parse("\"b a b a\"").matches(event)).isFalse();
  }
}
