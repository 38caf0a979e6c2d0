package heliograph.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ProcessorTime;
import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.AddressRanges;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import heliograph.filter.Visibility;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.AddressBucket;
import heliograph.protocol.FilterParser;
import heliograph.protocol.SubscriptionId;
import heliograph.search.SearchQuery;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the live thread does for one event is bounded by the event, not by its square. */
class LiveFilterIndexTest {
  private static final FilterParser FILTERS =
      new FilterParser(FilterParser.UnknownKeys.REFUSE, FilterParser.Search.ON);

  private final InMemoryMeters meters = new InMemoryMeters();
  private final Set<PublicKey> spam = new HashSet<>();
  private final LiveFilterIndex index =
      new LiveFilterIndex(event -> spam.contains(event.pubkey()), meters);

  private Subscription subscribe(String filter) {
    return subscribe("192.0.2.1", FILTERS.parse(filter.getBytes(UTF_8)));
  }

  private Subscription subscribe(String address, NostrFilter... filters) {
    Subscription subscription =
        new Subscription(
            new SubscriptionId("x"),
            List.of(filters),
            Visibility.EVERYTHING,
            Hinting.NONE,
            new NoOutlet(),
            AddressBucket.of(AddressRanges.address(address)),
            1_000);
    index.add(subscription);
    return subscription;
  }

  @Test
  void matching_sameTagThousandsOfTimes_triesEachFilterOnce() {
    String nobody = "f".repeat(64);
    for (int i = 0; i < 500; i++) {
      subscribe("{\"#t\":[\"x\"],\"#p\":[\"" + nobody + "\"]}");
    }
    subscribe("{\"#t\":[\"x\"]}");
    NostrEvent event =
        TestEvents.signed(Key.of(1), 1, 1, Collections.nCopies(2_000, List.of("t", "x")), "");

    Duration cost = ProcessorTime.of(() -> assertThat(index.matching(event)).hasSize(1));

    assertThat(cost).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void matching_spam_isLeftOutOfSearchesThatDoNotAskForIt() {
    NostrEvent event = TestEvents.note(Key.of(1), 10, "apple");
    spam.add(event.pubkey());

    subscribe("{\"search\":\"apple\"}");
    assertThat(index.matching(event)).isEmpty();

    subscribe("{\"search\":\"apple include:spam\"}");
    subscribe("{\"search\":\"apple\",\"authors\":[\"" + event.pubkey().hex() + "\"]}");
    subscribe("{\"kinds\":[1]}");
    assertThat(index.matching(event)).hasSize(3);
  }

  @Test
  void matching_randomFiltersThatComeAndGo_findsWhatTryingAllFinds() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Subscription> open = new ArrayList<>();
    for (int step = 0; step < 3_000; step++) {
      if (random.nextInt(5) < 3) {
        NostrFilter[] filters = new NostrFilter[1 + random.nextInt(3)];
        Arrays.setAll(filters, i -> FILTERS.parse(filter(random).getBytes(UTF_8)));
        open.add(subscribe("192.0.2." + random.nextInt(9), filters));
      } else if (!open.isEmpty()) {
        index.remove(open.remove(random.nextInt(open.size())));
      }
      if (step % 10 == 0) {
        NostrEvent event = event(random);
        List<Subscription> wanted = new ArrayList<>(open);
        wanted.removeIf(subscription ->
            subscription.filters().stream()
                .noneMatch(filter ->
                    filter.matches(event.packed())
                        && filter.search().stream()
                            .allMatch(text -> SearchQuery.parse(text).matches(event))));
        assertThat(index.matching(event))
            .as("seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(wanted);
      }
    }
    open.forEach(index::remove);
    assertThat(index.postings()).isZero();
  }

  private static String filter(Random random) {
    List<String> parts = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      parts.add("\"authors\":" + some(random, i -> Key.of(i % 5).pubkey()));
    }
    if (random.nextInt(3) == 0) {
      parts.add("\"kinds\":" + some(random, i -> i).replace("\"", ""));
    }
    if (random.nextInt(3) == 0) {
      parts.add("\"#t\":" + some(random, i -> "v" + i));
    }
    if (random.nextInt(4) == 0) {
      parts.add("\"#r\":" + some(random, i -> "v" + i));
    }
    if (random.nextInt(3) == 0) {
      parts.add(
          "\"search\":\"" + (random.nextBoolean() ? "apple w" : "") + random.nextInt(9) + "\"");
    }
    return "{" + String.join(",", parts) + "}";
  }

  private static String some(Random random, IntFunction<Object> value) {
    return random
        .ints(random.nextInt(6), 0, 12)
        .mapToObj(i -> "\"" + value.apply(i) + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static NostrEvent event(Random random) {
    List<List<String>> tags = new ArrayList<>();
    random
        .ints(random.nextInt(8), 0, 12)
        .forEach(i -> tags.add(List.of(random.nextBoolean() ? "t" : "r", "v" + i)));
    String text = random.nextBoolean() ? "an apple w" + random.nextInt(9) : "" + random.nextInt(9);
    return TestEvents.signed(Key.of(random.nextInt(6)), random.nextInt(12), 1, tags, text);
  }

  /** Values of eight bytes whose hashes fold to the same 32 bits, as a hash map folds them. */
  private static List<byte[]> colliding(int count) {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long hash = (long) i << 32 | (i ^ 0x1234_5678) & 0xffff_ffffL;
      hash ^= hash >>> 29 ^ hash >>> 58;
      hash *= inverse(0x9E37_79B9_7F4A_7C15L);
      hash ^= hash >>> 32;
      hash *= inverse(0xBF58_476D_1CE4_E5B9L);
      hash ^= hash >>> 29 ^ hash >>> 58;
      hash *= inverse(0xBF58_476D_1CE4_E5B9L);
      long block = hash ^ 0x9E37_79B9_7F4A_7C15L ^ 8;
      values.add(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(block).array());
    }
    return values;
  }

  private static long inverse(long odd) {
    long inverse = odd;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  @Test
  void add_valuesWhoseHashesFoldAlike_costNoMoreThanOthers() {
    TagCondition tag = new TagCondition('t', colliding(60_000));
    assertThat(Long.hashCode(tag.hash(0))).isEqualTo(Long.hashCode(tag.hash(59_999)));
    NostrFilter filter = NostrFilter.EVERYTHING.withTags(List.of(tag)).withLimit(0);

    Duration cost =
        ProcessorTime.of(() -> {
          for (int i = 0; i < 5; i++) {
            subscribe("192.0.2.1", filter);
          }
        });

    assertThat(index.postings()).isEqualTo(5 * 60_000);
    assertThat(cost).as("quadratic, it takes minutes").isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void matching_manyConditionsAgainstManyTags_looksUpTheFewerInTheMore() {
    StringBuilder filter = new StringBuilder("{\"#a\":[\"x\"]");
    for (char letter = 'b'; letter < 'z'; letter++) {
      filter
          .append(",\"#")
          .append(letter)
          .append("\":[\"")
          .append(letter == 'e' || letter == 'p' ? "f".repeat(64) : "x")
          .append("\"]");
    }
    for (int i = 0; i < 2_000; i++) {
      subscribe(filter + ",\"#z\":[\"none\"]}");
    }
    List<List<String>> tags = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      char letter = (char) ('a' + i % 26);
      tags.add(
          List.of(
              "" + letter,
              i < 26 ? letter == 'e' || letter == 'p' ? "f".repeat(64) : "x" : "y" + i));
    }
    NostrEvent event = TestEvents.signed(Key.of(1), 1, 1, tags, "");

    Duration cost = ProcessorTime.of(() -> assertThat(index.matching(event)).isEmpty());

    assertThat(cost).isLessThan(Duration.ofMillis(500));
  }

  private static String phrases(int number) {
    return IntStream.range(0, 31)
        .mapToObj(i -> "\\\"p" + i + " q" + i + "\\\"")
        .collect(Collectors.joining(" ", "", " zz" + number));
  }

  @Test
  void matching_searchesMadeToCostMuch_areSkippedBeyondTheirShare() {
    String alternating = "a b ".repeat(31) + "a a";
    NostrFilter[] costly = new NostrFilter[20];
    Arrays.setAll(
        costly,
        i ->
            FILTERS.parse(
                ("{\"kinds\":[1],\"search\":\"\\\"" + alternating + "\\\" xx\"}").getBytes(UTF_8)));
    for (int i = 0; i < 500; i++) {
      subscribe("192.0.2.1", costly);
      subscribe("{\"search\":\"" + phrases(i) + "\"}");
    }
    NostrFilter honest = FILTERS.parse("{\"search\":\"bitcoin \\\"a b a\\\"\"}".getBytes(UTF_8));
    Subscription bystander = subscribe("198.51.100.7", honest);
    String phrases =
        IntStream.range(0, 31)
            .mapToObj(i -> "p" + i + " q" + i + " ")
            .collect(Collectors.joining());
    NostrEvent event =
        TestEvents.note(Key.of(1), 1, "a b ".repeat(30_000) + phrases + "xx bitcoin");
    index.matching(TestEvents.note(Key.of(1), 2, "to load the classes"));

    Duration cost =
        ProcessorTime.of(() -> assertThat(index.matching(event)).containsExactly(bystander));

    assertThat(cost)
        .as("10,500 searches, each over 60,000 words")
        .isLessThan(Duration.ofSeconds(2));
    assertThat(meters.counters().get("heliograph_live_searches_skipped_total"))
        .isGreaterThan(9_000);
  }

  @Test
  void matching_costlySearchesOfManyAddresses_comeAfterOrdinaryOnes() {
    NostrFilter costly =
        FILTERS.parse(
            ("{\"kinds\":[1],\"search\":\"\\\"" + "a b ".repeat(31) + "a a\\\" xx\"}")
                .getBytes(UTF_8));
    NostrFilter[] many = new NostrFilter[20];
    Arrays.fill(many, costly);
    for (int i = 1; i <= 100; i++) {
      subscribe("192.0.2." + i, many);
    }
    List<Subscription> bystanders = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    for (char c = 'a'; c <= 'z'; c++) {
      String word = c + "pple";
      words.append(' ').append(word);
      bystanders.add(
          subscribe(
              "198.51.100." + (int) c,
              FILTERS.parse(("{\"search\":\"" + word + " \"}").getBytes(UTF_8))));
    }
    NostrEvent event = TestEvents.note(Key.of(1), 1, "a b ".repeat(30_000) + "xx" + words);

    assertThat(index.matching(event)).containsExactlyInAnyOrderElementsOf(bystanders);
    assertThat(meters.counters().get("heliograph_live_searches_skipped_total"))
        .isGreaterThan(1_500);
  }
}
