package heliograph.subscription;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.RelayConfig;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.FilterParser;
import heliograph.protocol.FilterParser.UnknownKeys;
import heliograph.search.Search;
import heliograph.search.SearchException;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.LmdbEventStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a search meets the store and what is live. */
class SearchScanTest {
  private static final long SLICE = TimeUnit.SECONDS.toNanos(10);
  private static final FilterParser FILTERS =
      new FilterParser(UnknownKeys.REFUSE, FilterParser.Search.ON);

  @TempDir private Path folder;
  private final RecentWords words = new RecentWords();
  private final Set<PublicKey> spam = new HashSet<>();
  private EventStore store;
  private Search search;

  private static Thread thread(Runnable task) {
    return Thread.ofPlatform().daemon().unstarted(task);
  }

  @BeforeEach
  void open() {
    RelayConfig config =
        RelayConfig.read(
            key -> Optional.ofNullable(key.equals("heliograph.data") ? folder.toString() : null));
    InMemoryMeters meters = new InMemoryMeters();
    store =
        new LmdbEventStore(
            config.fixed().store(), Clock.systemUTC(), meters, SearchScanTest::thread);
    search =
        new Search(
            folder.resolve("search"),
            store,
            event -> spam.contains(event.pubkey()),
            meters,
            SearchScanTest::thread);
  }

  @AfterEach
  void close() {
    search.close();
    store.close();
  }

  private void put(NostrEvent event) {
    CompletableFuture<StoreResult> done = new CompletableFuture<>();
    store.write(event, done::complete);
    assertThat(done.orTimeout(3, TimeUnit.MINUTES).join()).isInstanceOf(StoreResult.Stored.class);
  }

  private void awaitIndex() {
    eventually(
        "search.show() to be at least store.feed().lastSeq()",
        () -> search.show(),
        found -> found >= store.feed().lastSeq());
    assertThat(search.shown()).isEqualTo(store.feed().lastSeq());
  }

  /** Bytes that a scan holds, bounded. */
  private static final class Bytes implements SearchScan.Room {
    private final long max;
    private long held;
    private long most;

    private Bytes(long max) {
      this.max = max;
    }

    @Override
    public boolean grow(long bytes) {
      if (held + bytes > max) {
        return false;
      }
      held += bytes;
      most = Math.max(most, held);
      return true;
    }

    @Override
    public void shrink(long bytes) {
      held -= bytes;
    }
  }

  private SearchScan scan(String... filters) {
    return scan(new Bytes(Long.MAX_VALUE), filters);
  }

  private SearchScan scan(SearchScan.Room room, String... filters) {
    List<NostrFilter> parsed =
        Arrays.stream(filters).map(json -> FILTERS.parse(json.getBytes(UTF_8))).toList();
    return new SearchScan(store, search, words, parsed, Visibility.EVERYTHING, () -> 1_000, room);
  }

  private void putMany(int events) {
    for (int i = 0; i < events; i++) {
      put(TestEvents.note(Key.of(1), 10 + i, "apple number " + i));
    }
    awaitIndex();
  }

  private static int count(SearchScan scan) {
    int[] found = new int[1];
    while (!scan.resume(event -> ++found[0] > 0, SLICE)) {
      // goes on with the next step
    }
    return found[0];
  }

  @Test
  void resume_oneSearch_holdsTheHitsOfAStepAndNothingOfWhatItHasSent() {
    putMany(3_000);
    Bytes room = new Bytes(Long.MAX_VALUE);
    assertThat(count(scan(room, "{\"search\":\"apple\"}"))).isEqualTo(3_000);
    assertThat(room.most).isLessThanOrEqualTo(2_048 * 120);
    assertThat(room.held).isZero();
  }

  @Test
  void resume_severalSearches_bringEachEventOnceAndCountWhatTheyRemember() {
    putMany(1_000);
    Bytes room = new Bytes(Long.MAX_VALUE);
    String number = "{\"search\":\"number\"}";
    assertThat(count(scan(room, "{\"search\":\"apple\"}", number, "{\"kinds\":[1]}")))
        .isEqualTo(1_000);
    assertThat(room.held).isBetween(8L * 1_000, 32L * 1_000);
  }

  @Test
  void resume_withoutRoom_isCutShort() {
    putMany(200);
    SearchScan cramped = scan(new Bytes(1_000), "{\"search\":\"apple\"}");
    assertThatThrownBy(() -> count(cramped)).isInstanceOf(SearchException.class);
    Bytes little = new Bytes(64 * 120);
    assertThat(count(scan(little, "{\"search\":\"apple\"}"))).isEqualTo(200);
  }

  @Test
  void resume_eventsInTheTailAndInTheIndex_comeOnce() {
    for (int i = 0; i < 300; i++) {
      put(TestEvents.note(Key.of(1), 10 + i, "apple " + i));
      if (i == 150) {
        awaitIndex();
      }
    }
    SearchScan scan = scan("{\"search\":\"apple\"}");
    List<String> found = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      ended =
          scan.resume(
              event -> {
                found.add(NostrEvent.copyOf(event).id().hex());
                return false;
              },
              SLICE);
    }
    assertThat(found).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void resume_limitOnEventsThatTheIndexHasNotSeen_bringsTheNewest() {
    put(TestEvents.note(Key.of(1), 1, "apple"));
    awaitIndex();
    for (int i = 0; i < 100; i++) {
      put(TestEvents.note(Key.of(1), 10 + i, "apple " + i));
    }
    List<Long> dates =
        found("{\"search\":\"apple\",\"limit\":3}").stream().map(NostrEvent::createdAt).toList();
    assertThat(dates).containsExactly(109L, 108L, 107L);
  }

  @Test
  void resume_eventsStoredMeanwhile_areLeftToTheLiveThread() {
    NostrEvent before = TestEvents.note(Key.of(1), 10, "apple");
    NostrEvent meanwhile = TestEvents.note(Key.of(1), 20, "pear apple");
    put(before);
    awaitIndex();
    SearchScan scan = scan("{\"search\":\"apple\"}", "{\"search\":\"pear\"}", "{\"kinds\":[1]}");
    List<NostrEvent> found = new ArrayList<>();

    boolean ended =
        scan.resume(
            event -> {
              found.add(NostrEvent.copyOf(event));
              return false;
            },
            SLICE);
    assertThat(ended).isFalse();
    put(meanwhile);
    awaitIndex();
    while (!ended) {
      ended = scan.resume(event -> found.add(NostrEvent.copyOf(event)), SLICE);
    }

    assertThat(scan.snapshot()).isLessThan(store.feed().lastSeq());
    assertThat(found).containsExactly(before);
  }

  private List<NostrEvent> found(String filter) {
    SearchScan scan = scan(filter);
    List<NostrEvent> found = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      ended = scan.resume(event -> found.add(NostrEvent.copyOf(event)), SLICE);
    }
    return found;
  }

  @Test
  void resume_spam_isLeftOutUnlessAskedForOrItsAuthorIsNamed() {
    NostrEvent good = TestEvents.note(Key.of(1), 10, "apple");
    NostrEvent bad = TestEvents.note(Key.of(2), 20, "apple");
    spam.add(bad.pubkey());
    put(good);
    put(bad);

    String authors = ",\"authors\":[\"" + bad.pubkey().hex() + "\"]}";
    assertThat(found("{\"search\":\"apple\"}")).containsExactly(good);
    assertThat(found("{\"search\":\"apple\",\"limit\":1}")).containsExactly(good);
    assertThat(found("{\"search\":\"apple include:spam\"}")).containsExactlyInAnyOrder(good, bad);
    assertThat(found("{\"search\":\"apple\"" + authors)).containsExactly(bad);
  }

  private void putApples(int count) {
    for (int i = 1; i <= count; i++) {
      String json =
          "{\"id\":\"%08x%s\",\"pubkey\":\"%s\",\"created_at\":%d,\"kind\":1,\"tags\":[],\"content\":\"apple\",\"sig\":\"%s\"}"
              .formatted(i, "0".repeat(56), Key.of(1).pubkey(), i, "0".repeat(128));
      NostrEvent event = ((EventParse.WellFormed) EventParser.parse(json.getBytes(UTF_8))).event();
      store.write(event, result -> {});
    }
  }

  @Test
  void resume_manyHitsThatTheFilterRefuses_takeFewSearches() {
    putApples(3_000);
    put(TestEvents.note(Key.of(1), 10, "apple"));
    awaitIndex();
    SearchScan scan = scan("{\"search\":\"apple\",\"#t\":[\"none\"],\"limit\":1}");

    boolean ended = false;
    while (!ended) {
      ended = scan.resume(event -> true, SLICE);
    }

    assertThat(scan.searches()).isLessThan(20);
  }

  @Test
  void resume_filtersThatWantNothingStoredOrSayItTwice_takeNoSearch() {
    put(TestEvents.note(Key.of(1), 10, "apple"));
    awaitIndex();
    String apple = "{\"search\":\"apple\",\"limit\":5}";
    SearchScan thrice = scan(apple, apple, apple);
    SearchScan none = scan("{\"search\":\"apple\",\"limit\":0}");
    List<Long> found = new ArrayList<>();

    assertThat(none.isAtSearch()).isFalse();
    none.toEnd(event -> found.add(event.createdAt()), SLICE);
    assertThat(found).isEmpty();
    assertThat(none.searches()).isZero();
    assertThat(none.snapshot()).isEqualTo(store.feed().lastSeq());
    assertThat(none.completeness()).isEqualTo(EventScan.Completeness.UNKNOWN);

    thrice.toEnd(event -> found.add(event.createdAt()), SLICE);
    assertThat(found).containsExactly(10L);
    assertThat(thrice.searches()).as("one, and one that finds no more").isEqualTo(2);
    assertThat(thrice.completeness()).isEqualTo(EventScan.Completeness.FINISHED);
  }

  @Test
  void resume_newestEvents_areCutIntoWordsOnceForAllSearches() {
    for (int i = 0; i < 20; i++) {
      put(TestEvents.note(Key.of(1), 10 + i, "apple number " + i));
    }
    long changes = store.feed().lastSeq();
    for (int i = 0; i < 30; i++) {
      assertThat(found("{\"search\":\"apple " + i % 20 + "\"}")).hasSize(1);
    }
    assertThat(words.made()).isLessThanOrEqualTo(changes);
  }

  @Test
  void recentWords_moreThanTheyMayHold_dropTheEldest() {
    for (int i = 0; i < 80; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 25_000; word++) {
        text.append(Integer.toString(word, 36)).append(' ');
      }
      words.of(i, TestEvents.note(Key.of(1), i, text.toString()));
    }
    assertThat(words.made()).isEqualTo(80);
    assertThat(words.bytes()).isBetween(RecentWords.BYTES_MAX / 2, RecentWords.BYTES_MAX);
    words.of(79, TestEvents.note(Key.of(1), 79, ""));
    assertThat(words.made()).as("the newest is there").isEqualTo(80);
    words.of(0, TestEvents.note(Key.of(1), 0, ""));
    assertThat(words.made()).as("the eldest is not").isEqualTo(81);
  }

  @Test
  void resume_endlessHitsThatTheFilterRefuses_endAfterSoMany() {
    putApples(SearchScan.LOOKED_AT_MAX + 1_000);
    put(TestEvents.note(Key.of(1), 10, "apple"));
    awaitIndex();
    SearchScan scan = scan("{\"search\":\"apple\",\"#t\":[\"none\"],\"limit\":1}");

    assertThatThrownBy(() -> scan.toEnd(event -> true, SLICE))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("hits were looked at");
  }
}
