package heliograph.search;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search finds in the index and what a live event matches is the same. */
class Nip50MatchOracleTest {
  private static final List<String> SOUP =
      List.of(
          "orange",
          "Orange",
          "juice",
          "café",
          "cafe\u0301",
          "naïve",
          "Straße",
          "ＷＩＤＥ",
          "don't",
          "don’t",
          "x.com",
          "https://x.com/a?b=c",
          "12:30",
          "todo:milk",
          "a_b",
          "foo-bar",
          "#nostr",
          "@jack",
          "東京",
          "東",
          "京都",
          "日本語",
          "ひらがな",
          "カタカナ",
          "ｶﾀｶﾅ",
          "한국어",
          "ภาษาไทย",
          "العربية",
          "שלום",
          "Привет",
          "Ёлка",
          "🍊",
          "👨‍👩‍👧",
          "🇫🇷🇩🇪",
          "❤️",
          "1️⃣",
          "3.14",
          "1,000",
          "İstanbul",
          "ﬁne",
          "²",
          "½",
          "…",
          "?!",
          "\u200b",
          "\u00ad",
          "\u0000",
          "\uffff",
          "𝕏",
          "w".repeat(300),
          "é".repeat(256),
          "nostr:npub1abc",
          "www.example.com",
          "example",
          "exa",
          "nicolas-cage.gif",
          "GitHub",
          "gitHUBCode",
          "github",
          "hub",
          "l’amour",
          "amour",
          "dont",
          "비트코인은",
          "Bitcoin은",
          "비트코인",
          "bitcoin",
          "Bitco",
          "ไทย",
          "ကမ္ဘာ",
          "ภาษา",
          "مُحَمَّد",
          "محمد",
          "שָׁלוֹם",
          "٢١",
          "21",
          "👍🏽",
          "👍",
          "snake_case",
          "1,000,000",
          "1000000",
          "ΟΔΟΣ",
          "οδός",
          "ё",
          "ーー",
          "aB'cD'eF'gH'iJ'kL'mN",
          "'",
          "\n",
          "\t",
          "a",
          "b");

  @TempDir Path folder;

  @Test
  void matches_randomCorpus_agreesWithSearch() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<NostrEvent> events = new ArrayList<>();
    try (SearchIndex index = SearchIndex.open(folder)) {
      for (int i = 0; i < 400; i++) {
        NostrEvent event = event(random, i);
        events.add(event);
        index.add(event);
        if (i % 90 == 0) {
          index.refresh(); // several segments
        }
      }
      index.refresh();
      List<EventWords> words = events.stream().map(EventWords::new).toList();
      int hits = 0;
      for (int i = 0; i < 1_000; i++) {
        String text = query(random);
        SearchQuery query = SearchQuery.parse(text);
        Set<EventId> live = new HashSet<>();
        for (int event = 0; event < events.size(); event++) {
          if (query.matches(words.get(event))) {
            live.add(events.get(event).id());
          }
        }
        Set<EventId> stored = new HashSet<>();
        for (Hit hit : index.search(query, NostrFilter.EVERYTHING, 1_000)) {
          stored.add(hit.id());
        }
        assertThat(stored).as("seed %d, query <%s>", seed, text).isEqualTo(live);
        hits += live.size();
      }
      assertThat(hits).as("seed %d", seed).isGreaterThan(1_000);
    }
  }

  private static NostrEvent event(Random random, int i) {
    List<List<String>> tags = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      tags.add(List.of(random.nextBoolean() ? "title" : "t", soup(random, 3, " ")));
    }
    if (random.nextInt(3) == 0) {
      tags.add(List.of(random.nextBoolean() ? "alt" : "client", soup(random, 3, " ")));
    }
    int[] kinds = {1, 1, 1, 0, 4, 30_023};
    String content = soup(random, 1 + random.nextInt(8), random.nextInt(4) == 0 ? "" : " ");
    return TestEvents.signed(
        Key.of(1 + random.nextInt(3)), kinds[random.nextInt(kinds.length)], i, tags, content);
  }

  private static String query(Random random) {
    String text = soup(random, 1 + random.nextInt(2), random.nextInt(3) == 0 ? "" : " ");
    if (random.nextInt(3) == 0) {
      text = '"' + text + '"';
    }
    return random.nextInt(4) == 0 ? text + " " + soup(random, 1, "") : text;
  }

  private static String soup(Random random, int words, String between) {
    List<String> picked = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      picked.add(SOUP.get(random.nextInt(SOUP.size())));
    }
    return String.join(between, picked);
  }
}
