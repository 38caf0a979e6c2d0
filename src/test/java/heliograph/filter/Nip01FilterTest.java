package heliograph.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.event.NostrEvent;
import heliograph.protocol.FilterParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** NIP-01: when an event matches a filter, against an oracle that works on decoded text. */
class Nip01FilterTest {
  private static final String[] VALUES = {"a", "b", "é", "", "x\ny", "a".repeat(64)};

  /** One random filter: its JSON, and the same as plain collections. */
  private record Case(
      String json,
      @Nullable List<String> ids,
      @Nullable List<String> authors,
      @Nullable List<Integer> kinds,
      List<String> letters,
      List<List<String>> values,
      @Nullable Long since,
      @Nullable Long until) {}

  private static String hex(int number) {
    return "%064x".formatted(number);
  }

  private static <T> String list(List<T> values) {
    StringBuilder json = new StringBuilder("[");
    for (T value : values) {
      json.append(json.length() > 1 ? "," : "")
          .append(value instanceof String text ? TestEvents.quoted(text) : value);
    }
    return json.append("]").toString();
  }

  private static Case randomFilter(Random random) {
    List<String> parts = new ArrayList<>();
    @Nullable List<String> ids = null;
    @Nullable List<String> authors = null;
    @Nullable List<Integer> kinds = null;
    @Nullable Long since = null;
    @Nullable Long until = null;
    if (random.nextInt(5) == 0) {
      ids = random.ints(random.nextInt(3), 0, 4).mapToObj(Nip01FilterTest::hex).toList();
      parts.add("\"ids\":" + list(ids));
    }
    if (random.nextInt(3) == 0) {
      authors = random.ints(random.nextInt(4), 0, 4).mapToObj(Nip01FilterTest::hex).toList();
      parts.add("\"authors\":" + list(authors));
    }
    if (random.nextInt(3) == 0) {
      kinds = random.ints(random.nextInt(4), 0, 4).boxed().toList();
      parts.add("\"kinds\":" + list(kinds));
    }
    List<String> letters = new ArrayList<>();
    List<List<String>> values = new ArrayList<>();
    for (String letter : List.of("t", "T", "d")) {
      if (random.nextInt(4) == 0) {
        List<String> wanted =
            random.ints(random.nextInt(3), 0, VALUES.length).mapToObj(i -> VALUES[i]).toList();
        letters.add(letter);
        values.add(wanted);
        parts.add("\"#" + letter + "\":" + list(wanted));
      }
    }
    if (random.nextInt(4) == 0) {
      since = (long) random.nextInt(5);
      parts.add("\"since\":" + since);
    }
    if (random.nextInt(4) == 0) {
      until = (long) random.nextInt(5);
      parts.add("\"until\":" + until);
    }
    String json = "{" + String.join(",", parts) + "}";
    return new Case(json, ids, authors, kinds, letters, values, since, until);
  }

  private static boolean oracle(Case filter, NostrEvent event) {
    boolean matches =
        (filter.ids == null || filter.ids.contains(event.id().hex()))
            && (filter.authors == null || filter.authors.contains(event.pubkey().hex()))
            && (filter.kinds == null || filter.kinds.contains(event.kind()))
            && (filter.since == null || event.createdAt() >= filter.since)
            && (filter.until == null || event.createdAt() <= filter.until);
    for (int i = 0; i < filter.letters.size(); i++) {
      Set<String> firstValues = new HashSet<>();
      for (List<String> tag : event.tags()) {
        if (tag.size() > 1 && tag.get(0).equals(filter.letters.get(i))) {
          firstValues.add(tag.get(1));
        }
      }
      firstValues.retainAll(filter.values.get(i));
      matches &= !firstValues.isEmpty();
    }
    return matches;
  }

  private static NostrEvent randomEvent(Random random) {
    List<List<String>> tags = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = List.of("t", "T", "d", "tt").get(random.nextInt(4));
      tags.add(
          random.nextInt(6) == 0
              ? List.of(name)
              : List.of(name, VALUES[random.nextInt(VALUES.length)], VALUES[0]));
    }
    return TestEvents.parsed(
        TestEvents.json(
            hex(random.nextInt(4)),
            hex(random.nextInt(4)),
            random.nextInt(5),
            random.nextInt(4),
            tags,
            "",
            "0".repeat(128)));
  }

  @Test
  void matches_randomPairs_agreesWithTheOracle() {
    long seed = Long.getLong("heliograph.seed", 20_261_121);
    Random random = new Random(seed);
    FilterParser parser = new FilterParser(FilterParser.UnknownKeys.REFUSE);
    int matched = 0;
    for (int round = 0; round < 100_000; round++) {
      Case wanted = randomFilter(random);
      NostrEvent event = randomEvent(random);
      NostrFilter filter = parser.parse(wanted.json.getBytes(UTF_8));
      boolean expected = oracle(wanted, event);
      assertThat(filter.matches(event.packed()))
          .as("seed %d round %d: %s %s", seed, round, wanted.json, TestEvents.text(event))
          .isEqualTo(expected);
      if (filter.matchesNothing()) {
        assertThat(expected).as("seed %d round %d", seed, round).isFalse();
      }
      matched += expected ? 1 : 0;
    }
    assertThat(matched).isBetween(10_000, 90_000);
  }

  @Test
  void sets_ofNothing_matchNothingAndAllMatchesAll() {
    assertThat(KeySet.of(new long[0]).isEmpty()).isTrue();
    assertThat(KeySet.ALL.isEmpty()).isFalse();
    assertThat(KeySet.ALL.contains(1, 2, 3, 4)).isTrue();
    assertThat(KindSet.of().isEmpty()).isTrue();
    assertThat(KindSet.ALL.contains(7)).isTrue();
    assertThat(NostrFilter.EVERYTHING.matchesNothing()).isFalse();
    assertThat(NostrFilter.EVERYTHING.namedLimit()).isEmpty();
    assertThat(NostrFilter.EVERYTHING.withLimit(3).namedLimit()).hasValue(3);
  }

  @Test
  void sets_collapseDuplicatesAndCompare() {
    KeySet set = KeySet.of(new long[] {-1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4});
    assertThat(set.size()).isEqualTo(2);
    assertThat(set.word(0, 0)).isEqualTo(1);
    assertThat(set).isEqualTo(KeySet.of(new long[] {1, 2, 3, 4, -1, 2, 3, 4}));
    assertThat(set.hashCode()).isNotEqualTo(KeySet.ALL.hashCode());
    assertThat(KindSet.of(3, 1, 3)).isEqualTo(KindSet.of(1, 3)).isNotEqualTo(KindSet.ALL);
    assertThat(KindSet.of(3, 1).kind(0)).isEqualTo(1);
    assertThat(KindSet.of(3).hashCode()).isEqualTo(KindSet.of(3, 3).hashCode());
    TagCondition condition = new TagCondition('t', List.of("b".getBytes(UTF_8)));
    assertThat(condition)
        .isEqualTo(new TagCondition('t', List.of("b".getBytes(UTF_8))))
        .isNotEqualTo(new TagCondition('T', List.of("b".getBytes(UTF_8))));
    assertThat(condition.hashCode()).isNotZero();
    assertThatThrownBy(() -> new TagCondition('1', List.of())).hasMessageContaining("letter");
  }
}
