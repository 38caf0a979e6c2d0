package heliograph.search;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ProcessorTime;
import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void plan_aWordThatNoEventHas_asksForNothingElse(@TempDir Path folder) throws IOException {
    try (SearchIndex index = SearchIndex.open(folder)) {
      index.add(TestEvents.note(Key.of(1), 1, "apple pear plum"));
      index.refresh();
      index.commit(1);
      NostrFilter all = NostrFilter.EVERYTHING;
      assertThat(index.search(SearchQuery.parse("\"apple pear\" plu"), all, 9)).hasSize(1);
      assertThat(index.search(SearchQuery.parse("apple nowhere"), all, 9)).isEmpty();
    }
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexReader reader = DirectoryReader.open(directory)) {
      assertThat(plan(reader, "\"apple pear\" nowhere plum ").query())
          .isInstanceOf(MatchNoDocsQuery.class);
      assertThat(plan(reader, "\"apple pear\" plum ").query()).isInstanceOf(BooleanQuery.class);
    }
  }

  private static QueryPlan plan(IndexReader reader, String search) throws IOException {
    return QueryPlan.of(SearchQuery.parse(search), NostrFilter.EVERYTHING, reader, 1);
  }

  @Test
  void of_tagsByTheThousand_areNotAllSearched() {
    List<List<String>> tags = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      tags.add(List.of("t", "tag" + i));
    }
    NostrEvent event = TestEvents.signed(Key.of(1), 1, 1, tags, "text");

    assertThat(EventText.of(event)).hasSize(1 + EventText.TAGS_MAX).contains("text", "tag199");
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
