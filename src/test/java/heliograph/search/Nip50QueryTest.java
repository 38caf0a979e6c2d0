package heliograph.search;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Nip50QueryTest {
  private static final Key ALICE = Key.of(1);

  @Test
  void parse_words_areOnePhraseEach() {
    assertThat(phrases("best  Nostr\tapps")).containsExactly("best", "nostr", "apps");
    assertThat(phrases("best best BEST")).containsExactly("best");
  }

  @Test
  void parse_quotes_makeAPhrase() {
    assertThat(phrases("\"orange juice\" cold")).containsExactly("orange juice", "cold");
    assertThat(phrases("cold\"orange juice")).containsExactly("cold", "orange juice");
    assertThat(phrases("\"\" cold \"")).containsExactly("cold");
  }

  @Test
  void parse_compoundAndIdeographs_areAPhrase() {
    assertThat(phrases("blood-orange 東京")).containsExactly("blood orange", "東 京");
  }

  @Test
  void parse_caseAccentsAndForms_doNotCount() {
    assertThat(phrases("CAFÉ")).containsExactly("cafe");
    assertThat(phrases("cafe\u0301")).containsExactly("cafe");
    assertThat(phrases("ＣＡＦＥ")).containsExactly("cafe");
    assertThat(phrases("Straße")).containsExactly("strasse");
  }

  @Test
  void parse_unknownExtension_isLeftOut() {
    SearchQuery query = SearchQuery.parse("orange colour:blue x:y");
    assertThat(query).isEqualTo(SearchQuery.parse("orange"));
    assertThat(query.extensions()).isEmpty();
  }

  @Test
  void parse_knownExtensions_areSetAside() {
    SearchQuery query =
        SearchQuery.parse(
            "include:spam orange domain:example.com language:en language:de sentiment:positive"
                + " nsfw:false");
    assertThat(query.phrases()).isEmpty();
    assertThat(query.beginning()).isEqualTo("orange");
    assertThat(query.includesSpam()).isTrue();
    assertThat(query.extensions())
        .isEqualTo(
            Map.of(
                "include",
                "spam",
                "domain",
                "example.com",
                "language",
                "en",
                "sentiment",
                "positive",
                "nsfw",
                "false"));
    assertThat(SearchQuery.parse("include:all").includesSpam()).isFalse();
  }

  @Test
  void parse_urlTimeAndReference_areWords() {
    assertThat(phrases("https://x.com/y")).containsExactly("https x com y");
    assertThat(phrases("12:30")).containsExactly("12 30");
    assertThat(phrases("Re:orange")).containsExactly("re orange");
    assertThat(phrases("note: \"orange\"")).containsExactly("note", "orange");
    assertThat(phrases("nostr:npub1abc")).containsExactly("npub1abc");
    assertThat(phrases(":orange")).containsExactly("orange");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\"\"", "nsfw:true", "colour:blue\n"})
  void parse_noWords_matchesEverything(String text) {
    SearchQuery query = SearchQuery.parse(text);
    assertThat(query.matchesEverything()).isTrue();
    assertThat(query.matches(note("anything"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"???", "\"!!\"", "nsfw:true …"})
  void parse_punctuationOnly_matchesNothing(String text) {
    SearchQuery query = SearchQuery.parse(text);
    assertThat(query.matchesNothing()).isTrue();
    assertThat(query.matchesEverything()).isFalse();
    assertThat(query.matches(note("anything ???"))).isFalse();
  }

  @Test
  void parse_tooManyWords_looksAtTheFirst() {
    String words =
        String.join(" ", IntStream.range(0, 500).mapToObj(i -> "w" + i).toArray(String[]::new));
    assertThat(phrases(words)).hasSize(SearchQuery.WORDS_MAX).startsWith("w0").endsWith("w63");
    assertThat(SearchQuery.parse('"' + words + '"').phrases().getFirst())
        .hasSize(SearchQuery.WORDS_MAX);
    assertThat(SearchQuery.parse(words).matches(note(words))).isTrue();
  }

  @Test
  void matches_phrase_doesNotSpanParts() {
    NostrEvent event =
        TestEvents.signed(ALICE, 1, 1, List.of(List.of("title", "juice today")), "cold orange");
    assertThat(SearchQuery.parse("orange juice").matches(event)).isTrue();
    assertThat(SearchQuery.parse("\"cold orange\" \"juice today\"").matches(event)).isTrue();
    assertThat(SearchQuery.parse("\"orange juice\"").matches(event)).isFalse();
  }

  @Test
  void matches_wordBehindAColon_isFound() {
    assertThat(SearchQuery.parse("milk").matches(note("todo:milk"))).isTrue();
  }

  @Test
  void parse_lastWord_isABeginningWhileItIsTyped() {
    assertThat(SearchQuery.parse("cold Bitco").beginning()).isEqualTo("bitco");
    assertThat(SearchQuery.parse("cold Bitco").phrases()).containsExactly(List.of("cold"));
    for (String whole : List.of("Bitco ", "\"Bitco\"", "\"Bitco", "bi", "東京", "nostr.bui")) {
      assertThat(SearchQuery.parse(whole).beginning()).as(whole).isEmpty();
    }
  }

  private static NostrEvent note(String content) {
    return TestEvents.note(ALICE, 1, content);
  }

  private static List<String> phrases(String text) {
    return SearchQuery.parse(text + " ").phrases().stream() // no word is a beginning then
        .map(phrase -> String.join(" ", phrase))
        .toList();
  }
}
