package heliograph.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.KeySet;
import heliograph.filter.NostrFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Nip50IndexTest {
  private static final Key ALICE = Key.of(1);
  private static final Key BOB = Key.of(2);
  private static final long NOW = 1_800_000_000;
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);
  private static final NostrFilter ALL = NostrFilter.EVERYTHING;

  @TempDir Path folder;
  private SearchIndex index;

  @BeforeEach
  void open() {
    index = SearchIndex.open(folder.resolve("index"), CLOCK);
  }

  @AfterEach
  void close() {
    index.close();
  }

  @Test
  void search_hits_areBestFirstNotNewest() {
    NostrEvent best = added(ALICE, 1, NOW - 100_000_000, "orange orange orange");
    NostrEvent good = added(ALICE, 1, NOW - 1_000, "orange juice is what I like to drink most");
    NostrEvent poor = added(ALICE, 1, NOW, "orange and then " + "many other words ".repeat(20));
    assertThat(found("orange")).containsExactly(best.id(), good.id(), poor.id());
  }

  @Test
  void search_limit_isTakenAfterRelevance() {
    NostrEvent best = added(ALICE, 1, NOW - 100_000_000, "orange orange orange");
    for (int i = 0; i < 50; i++) {
      add(ALICE, 1, NOW - i, "number " + i + " has an orange somewhere in a longer text");
    }
    index.refresh();
    assertThat(index.search(SearchQuery.parse("orange"), ALL, 1))
        .extracting(Hit::id)
        .containsExactly(best.id());
  }

  @Test
  void search_equalText_isNewestFirstThenLowestId() {
    NostrEvent old = added(ALICE, 1, NOW - 50_000_000, "an orange");
    NostrEvent recent = added(ALICE, 1, NOW - 10, "an orange");
    NostrEvent one = added(ALICE, 1, 100, "an orange");
    NostrEvent two = added(BOB, 1, 100, "an orange");
    NostrEvent low = one.id().compareTo(two.id()) < 0 ? one : two;
    assertThat(found("orange"))
        .containsExactly(recent.id(), old.id(), low.id(), (low.equals(one) ? two : one).id());
  }

  @Test
  void search_twoWords_needsBoth() {
    add(ALICE, 1, 1, "orange");
    add(ALICE, 1, 2, "juice");
    NostrEvent both = added(ALICE, 1, 3, "juice of an Orange!");
    assertThat(found("orange juice")).containsExactly(both.id());
    assertThat(found("orange juice lemon")).isEmpty();
  }

  @Test
  void search_phrase_needsTheWordsInARow() {
    NostrEvent row = added(ALICE, 1, 1, "cold orange juice");
    add(ALICE, 1, 2, "juice of an orange");
    add(ALICE, 1, 3, "東の京");
    NostrEvent tokyo = added(ALICE, 1, 4, "私は東京に住んでいます");
    assertThat(found("\"orange juice\"")).containsExactly(row.id());
    assertThat(found("東京")).containsExactly(tokyo.id());
  }

  @Test
  void search_unknownExtension_isIgnored() {
    NostrEvent event = added(ALICE, 1, 1, "orange");
    assertThat(found("orange colour:blue include:spam")).containsExactly(event.id());
  }

  @Test
  void search_withoutWords_isNewestFirst() {
    NostrEvent old = added(ALICE, 1, -5, "a");
    NostrEvent recent = added(ALICE, 7, NOW, "+");
    NostrEvent middle = added(ALICE, 1, 7, "b");
    assertThat(found("nsfw:false")).containsExactly(recent.id(), middle.id(), old.id());
    assertThat(found("???")).isEmpty();
  }

  @Test
  void search_filter_narrows() {
    NostrEvent a = added(ALICE, 1, 100, "orange");
    NostrEvent b = added(BOB, 1, 200, "orange");
    NostrEvent c = added(BOB, 30_023, 300, "orange");
    assertThat(found(kinds(1))).containsExactlyInAnyOrder(a.id(), b.id());
    assertThat(found(kinds(30_023, 5))).containsExactly(c.id());
    assertThat(found(kinds())).isEmpty();
    assertThat(found(authors(BOB))).containsExactlyInAnyOrder(b.id(), c.id());
    assertThat(found(ALL.between(100, 200))).containsExactlyInAnyOrder(a.id(), b.id());
    assertThat(found(ALL.between(101, 200))).containsExactly(b.id());
    assertThat(found(ALL.withIds(ids(a.id(), c.id())).ofKinds(1).between(0, NOW)))
        .containsExactly(a.id());
  }

  @Test
  void remove_event_isNotFoundAnyMore() {
    NostrEvent a = added(ALICE, 1, 1, "orange");
    NostrEvent b = added(ALICE, 1, 2, "orange");
    index.remove(a.id());
    index.refresh();
    assertThat(found("orange")).containsExactly(b.id());
  }

  @Test
  void add_sameEventTwice_isThereOnce() {
    NostrEvent event = added(ALICE, 1, 1, "orange");
    index.add(event);
    index.refresh();
    assertThat(found("orange")).containsExactly(event.id());
    assertThat(index.size()).isEqualTo(1);
  }

  @Test
  void add_profile_isFoundByItsFields() {
    NostrEvent profile =
        added(
            ALICE,
            0,
            1,
            "{\"name\":\"jack\",\"display_name\":\"Jack D\",\"about\":\"likes plums\","
                + "\"nip05\":\"jack@example.com\",\"website\":\"hidden.org\",\"lud16\":7}");
    for (String query : List.of("jack", "Jack D", "plums", "jack@example.com", "example.com")) {
      assertThat(found(query)).as(query).containsExactly(profile.id());
    }
    assertThat(found("website")).isEmpty();
    assertThat(found("hidden.org")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"name\":\"orange\"", "[\"orange\"]", "orange", "{\"a\":orange}"})
  void add_brokenProfile_isPlainText(String content) {
    NostrEvent event = added(ALICE, 0, 1, content);
    assertThat(found("orange")).containsExactly(event.id());
  }

  @Test
  void add_hostileProfile_isTakenAsText() {
    NostrEvent deep = added(ALICE, 0, 1, "{\"orange\":" + "[".repeat(60_000));
    NostrEvent lone = added(ALICE, 0, 2, "{\"name\":\"\\ud800 plum\",\"n\":1e999999999}");
    assertThat(found("orange")).containsExactly(deep.id());
    assertThat(found("plum")).containsExactly(lone.id());
  }

  @Test
  void add_prosyTags_areFound() {
    NostrEvent event =
        TestEvents.signed(
            ALICE,
            30_023,
            1,
            List.of(
                List.of("title", "Citrus", "unseen"),
                List.of("subject", "growing"),
                List.of("summary", "soil"),
                List.of("name", "grove"),
                List.of("description", "hills"),
                List.of("alt", "article"),
                List.of("t", "gardening"),
                List.of("title"),
                List.of("client", "someclient")),
            "water them");
    index.add(event);
    index.refresh();
    assertThat(found("citrus growing soil grove hills article gardening water"))
        .containsExactly(event.id());
    assertThat(found("someclient")).isEmpty();
    assertThat(found("unseen")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 13, 78, 444, 445, 1059, 1060, 21_059, 30_078, 31_234})
  void add_kindThatIsNotForEverybody_isNeverFound(int kind) {
    NostrEvent event =
        TestEvents.signed(ALICE, kind, 1, List.of(List.of("t", "orange")), "orange?iv=1");
    index.add(event);
    index.refresh();
    assertThat(found("orange")).isEmpty();
    assertThat(found("")).isEmpty();
    assertThat(SearchQuery.parse("orange").matches(event)).isFalse();
    assertThat(SearchQuery.parse("").matches(event)).isFalse();
  }

  @Test
  void hits_inSteps_areThoseOfOneSearch() {
    for (int i = 0; i < 100; i++) {
      add(ALICE, 1, i / 3, "orange ".repeat(i % 7 + 1) + "plum ".repeat(i % 5));
    }
    index.refresh();
    for (String text : List.of("orange", "orange plum", "")) {
      SearchQuery query = SearchQuery.parse(text);
      List<Hit> whole = index.search(query, ALL, 1_000);
      List<Hit> steps = new ArrayList<>();
      try (SearchCursor hits = index.hits(query, ALL)) {
        index.remove(whole.get(50).id()); // its state is that of the start
        index.refresh();
        for (List<Hit> next = hits.next(7); !next.isEmpty(); next = hits.next(7)) {
          steps.addAll(next);
        }
        assertThat(hits.next(7)).isEmpty();
      }
      assertThat(steps).isEqualTo(whole);
    }
  }

  @Test
  void hits_afterALongRest_goOnBehindTheLastOne() {
    for (int i = 0; i < 100; i++) {
      add(ALICE, 1, i / 3, "orange ".repeat(i % 7 + 1));
    }
    index.refresh();
    for (String text : List.of("orange", "")) {
      SearchQuery query = SearchQuery.parse(text);
      List<Hit> whole = index.search(query, ALL, 1_000);
      List<Hit> steps = new ArrayList<>();
      try (SearchCursor hits = index.hits(query, ALL)) {
        for (List<Hit> next = hits.next(7); !next.isEmpty(); next = hits.next(7)) {
          steps.addAll(next);
          index.releaseIdle(System.nanoTime() + SearchCursor.IDLE_MAX.toNanos() + 1);
        }
      }
      assertThat(steps).isEqualTo(whole);
    }
    assertThat(index.cursors()).isZero();
  }

  @Test
  void hits_afterALongRestInWhichTheIndexShrank_comeOnce() {
    for (int i = 0; i < 100; i++) {
      add(ALICE, 1, i, "orange " + i);
    }
    index.refresh();
    List<Hit> whole = index.search(SearchQuery.parse(""), ALL, 1_000);
    try (SearchCursor hits = index.hits(SearchQuery.parse(""), ALL)) {
      assertThat(hits.next(10)).isEqualTo(whole.subList(0, 10));
      index.releaseIdle(System.nanoTime() + SearchCursor.IDLE_MAX.toNanos() + 1);
      whole.subList(0, 80).forEach(hit -> index.remove(hit.id()));
      index.commit(1);
      index.refresh();
      assertThat(hits.next(100)).isEqualTo(whole.subList(80, 100));
    }
  }

  @Test
  void close_afterCommit_keepsEventsAndCursor() {
    NostrEvent event = added(ALICE, 1, 1, "orange");
    assertThat(index.cursor()).isZero();
    index.commit(42);
    assertThat(index.cursor()).isEqualTo(42);
    add(ALICE, 1, 2, "orange after the commit");
    index.close();
    open();
    assertThat(index.cursor()).isEqualTo(42);
    assertThat(found("orange")).containsExactly(event.id());
  }

  @Test
  void abruptEnd_afterCommit_losesLaterEventsWithTheirCursor() throws IOException {
    NostrEvent event = added(ALICE, 1, 1, "orange");
    index.commit(42);
    NostrEvent later = added(ALICE, 1, 2, "orange after the commit");
    index.remove(event.id());
    index.refresh();
    assertThat(found("orange")).containsExactly(later.id());
    Path copy = copyOf(folder.resolve("index"));
    index.commit(44);
    try (SearchIndex killed = SearchIndex.open(copy, CLOCK)) {
      assertThat(killed.cursor()).isEqualTo(42);
      assertThat(killed.search(SearchQuery.parse("orange"), ALL, 10))
          .extracting(Hit::id)
          .containsExactly(event.id());
    }
  }

  @Test
  void clear_index_isEmptyAtCursorZero() {
    add(ALICE, 1, 1, "orange");
    index.commit(42);
    index.clear();
    assertThat(found("orange")).isEmpty();
    assertThat(index.cursor()).isZero();
    NostrEvent event = added(ALICE, 1, 1, "orange");
    assertThat(found("orange")).containsExactly(event.id());
  }

  @Test
  void open_folderInUse_isRefused() {
    assertThatThrownBy(() -> SearchIndex.open(folder.resolve("index")))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void open_indexOfAnotherLayout_isEmptiedToBeBuiltAnew() throws IOException {
    Path old = folder.resolve("old");
    try (FSDirectory directory = FSDirectory.open(old);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      writer.addDocument(new Document());
      writer.setLiveCommitData(
          Map.of("heliograph.layout", "1", "heliograph.cursor", "42").entrySet());
      writer.commit();
    }
    try (SearchIndex emptied = SearchIndex.open(old)) {
      assertThat(emptied.cursor()).isZero();
      assertThat(emptied.size()).isZero();
    }
  }

  @Test
  void search_beginningOfAWord_findsTheWordItselfFirst() {
    NostrEvent longer = added(ALICE, 1, NOW, "bitcoiner");
    NostrEvent exact = added(ALICE, 1, NOW - 50_000_000, "a text of some length about bitcoin");
    NostrEvent other = added(ALICE, 1, NOW - 1_000, "bitcoiners");
    assertThat(found("bitcoin")).containsExactly(exact.id(), longer.id(), other.id());
    assertThat(found("bitco")).containsExactly(longer.id(), other.id(), exact.id());
    assertThat(found("bitcoin ")).containsExactly(exact.id());
  }

  @Test
  void open_foreignIndex_isRefused() throws IOException {
    Path foreign = folder.resolve("foreign");
    try (FSDirectory directory = FSDirectory.open(foreign);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      writer.addDocument(new Document());
      writer.commit();
    }
    assertThatThrownBy(() -> SearchIndex.open(foreign))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("layout");
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments_", ".si", ".cfs", ".cfe"})
  void open_corruptIndex_isRefused(String victim) throws IOException {
    add(ALICE, 1, 1, "orange");
    index.commit(42);
    Path copy = copyOf(folder.resolve("index"));
    try (Stream<Path> files = Files.list(copy)) {
      for (Path file : files.filter(path -> path.toString().contains(victim)).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    for (int i = 0; i < 2; i++) { // the lock is let go
      assertThatThrownBy(() -> SearchIndex.open(copy))
          .isInstanceOf(SearchException.class)
          .hasMessageContaining("cannot be opened");
    }
  }

  @Test
  void search_closedIndex_isRefused() {
    index.close();
    assertThatThrownBy(() -> found("orange")).isInstanceOf(SearchException.class);
    assertThatThrownBy(() -> index.commit(1)).isInstanceOf(SearchException.class);
  }

  private Path copyOf(Path source) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private NostrEvent add(Key key, int kind, long createdAt, String content) {
    NostrEvent event = TestEvents.signed(key, kind, createdAt, List.of(), content);
    index.add(event);
    return event;
  }

  private NostrEvent added(Key key, int kind, long createdAt, String content) {
    NostrEvent event = add(key, kind, createdAt, content);
    index.refresh();
    return event;
  }

  private List<EventId> found(String query) {
    return index.search(SearchQuery.parse(query), ALL, 1_000).stream().map(Hit::id).toList();
  }

  private List<EventId> found(NostrFilter filter) {
    return index.search(SearchQuery.parse("orange"), filter, 1_000).stream().map(Hit::id).toList();
  }

  private static NostrFilter kinds(int... kinds) {
    return ALL.ofKinds(kinds);
  }

  private static NostrFilter authors(Key key) {
    return ALL.ofAuthors(PublicKey.parse(key.pubkey()));
  }

  private static KeySet ids(EventId... ids) {
    return KeySet.of(
        Stream.of(ids)
            .flatMapToLong(id -> LongStream.of(id.a(), id.b(), id.c(), id.d()))
            .toArray());
  }
}
