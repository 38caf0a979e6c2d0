package heliograph.search;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people type, and in which scripts. */
class Nip50WordsTest {
  @TempDir Path folder;

  private void check(String query, String text, boolean found) {
    NostrEvent event = TestEvents.note(Key.of(1), 1, text);
    try (SearchIndex index = SearchIndex.open(folder)) {
      index.add(event);
      index.refresh();
      assertThat(index.search(SearchQuery.parse(query), NostrFilter.EVERYTHING, 9).isEmpty())
          .isEqualTo(!found);
    }
    assertThat(SearchQuery.parse(query).matches(event)).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "example.com | https://www.example.com/a/b",
        "www.example.com | see www.example.com.",
        "nostr.build | https://image.nostr.build/abc.jpg",
        "image.nostr.build/abc.jpg | https://image.nostr.build/abc.jpg",
        "nicolas cage | https://x.org/nicolas-cage.gif",
        "nicolas-cage.gif | https://x.org/nicolas-cage.gif",
        "Bitco | I love bitcoin",
        "fia | fiatjaf",
        "jack@dam | find jack@dam.us",
        "bitcoin | #Bitcoin!",
        "#bitcoin | bitcoin",
        "#BitcoinMiami | bitcoinmiami",
        "miami | #BitcoinMiami",
        "github | GitHub is down",
        "GitHub | github is down",
        "`\"github is\"` | GitHub is down",
        "hub | GitHub is down",
        "parser | class HTMLParser",
        "case | snake_case_name",
        "snake_case | a snake_case_name",
        "dont | don't panic",
        "don’t | dont panic",
        "don't | don’t panic",
        "amour | C'est l’amour",
        "obrien | Conan O'Brien",
        "1000 | costs 1,000 sats",
        "21,000,000 | only 21000000 coins",
        "3.14 | pi is 3.14159? no: 3.14",
        "v1.2.3 | released v1.2.3 today",
        "12:30 | at 12:30",
        "NIP-05 | see nip-05 and nip 06",
        "strasse | Große Straße",
        "STRASSE | Große Straße",
        "größe | Grösse oder GRÖẞE",
        "istanbul | İstanbul",
        "ISTANBUL | ıstanbul",
        "елка | Ёлка",
        "ПРИВЕТ | привет мир",
        "киев | в Киеве",
        "οδοσ | ΟΔΟΣ",
        "οδός | ΟΔΟΣ",
        "東京 | 私は東京に住んでいます",
        "住んで | 私は東京に住んでいます",
        "カタ | カタカナ",
        "タカナ | ｶﾀｶﾅ",
        "ラーメン | 美味しいラーメン屋",
        "비트코인 | 비트코인은 좋다",
        "코인 | 비트코인은 좋다",
        "bitcoin | Bitcoin은 좋다",
        "ไทย | ภาษาไทยง่าย",
        "ง่าย | ภาษาไทยง่าย",
        "ພາສາ | ຮຽນພາສາລາວ",
        "မြန်မာ | ကျွန်ုပ်တို့မြန်မာ",
        "محمد | قال مُحَمَّد",
        "الاخبار | هذه الأخبار",
        "فارسی | زبان فارسي",
        "שלום | שָׁלוֹם עולם",
        "हिन्दी | मैं हिन्दी बोलता हूँ",
        "21 | عدد ٢١",
        "👍 | nice 👍🏽",
        "❤️ | I ❤ you",
        "👨‍👩‍👧 | my 👨‍👩‍👧",
        "nostr:npub1abc | ask npub1abc",
        "npub1abc | ask nostr:npub1abc",
        "7f3b3b | 7f3b3b1c4e",
        "café | CAFE\u0301 cafe",
        "ﬁne | fine",
      })
  void search_whatPeopleType_isFound(String query, String text) {
    check(query, text, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bi | bitcoin",
        "itcoin | bitcoin",
        "example.org | https://www.example.com",
        "cage nicola | nicolascage",
        "ab | GitHub",
        "京東 | 東京",
        "ยไท | ภาษาไทย",
        "1000 | 1,00",
        "bitco cold | cold bitcoin",
      })
  void search_whatNobodyMeans_isNotFound(String query, String text) {
    check(query, text, false);
  }
}
