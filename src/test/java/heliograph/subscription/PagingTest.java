package heliograph.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.protocol.FilterParser;
import heliograph.store.EventScan.Completeness;
import heliograph.store.lmdb.LmdbEventStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go through what is stored page by page, as the relay limits each page. */
class PagingTest {
  private static final FilterParser FILTERS = new FilterParser(FilterParser.UnknownKeys.REFUSE);
  private static final String KEY = "ab".repeat(32);
  private static final long T = 1_700_000_000;

  @TempDir private Path directory;
  private CurrentPolicy policy;
  private LmdbEventStore store;
  private int stored;

  /** One answer. */
  private record Page(List<String> ids, long oldest, Completeness completeness) {}

  @BeforeEach
  void open() {
    RelayConfig config =
        RelayConfig.read(key ->
            key.equals("heliograph.data") ? Optional.of(directory.toString()) : Optional.empty());
    InMemoryMeters meters = new InMemoryMeters();
    policy =
        new CurrentPolicy(
            config,
            Moderation.NONE,
            new PublicKey(1, 2, 3, 4),
            new PluginSlot(meters, Runnable::run),
            key -> 0,
            meters,
            System::nanoTime);
    store =
        new LmdbEventStore(
            config.fixed().store(),
            Clock.systemUTC(),
            meters,
            task -> Thread.ofPlatform().name("test-writer").unstarted(task));
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Stores {@code count} notes of one second. */
  private void second(long at, int count) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      NostrEvent event = UnsignedEvents.event(++stored, KEY, 1, at, "[]");
      store.write(event, result -> done.countDown());
    }
    assertThat(done.await(3, TimeUnit.MINUTES)).isTrue();
  }

  private Page page(String filter) {
    NostrFilter parsed = FILTERS.parse(filter.getBytes(UTF_8));
    var scan = store.scan(policy.requests().limited(List.of(parsed)), Visibility.EVERYTHING);
    List<String> ids = new ArrayList<>();
    long[] oldest = {Long.MAX_VALUE};
    scan.toEnd(
        event -> {
          ids.add(event.id().hex());
          oldest[0] = event.createdAt();
          return true;
        },
        TimeUnit.SECONDS.toNanos(10));
    return new Page(ids, oldest[0], scan.completeness());
  }

  /** Pages back from {@code until}, less {@code step}, until nothing new comes. */
  private Set<String> pageThrough(String limit, int step) {
    Set<String> seen = new HashSet<>();
    String until = "";
    while (true) {
      Page page = page("{\"authors\":[\"" + KEY + "\"]" + limit + until + "}");
      if (!seen.addAll(page.ids)) {
        return seen;
      }
      until = ",\"until\":" + (page.oldest - step);
    }
  }

  @Test
  void pager_overSecondsOfAnyDensity_getsEverything() throws Exception {
    for (int i = 0; i < 60; i++) {
      second(T - i / 4, 1);
    }
    second(T - 20, 3_000);
    second(T - 21, 1);
    second(T - 22, 700);
    second(T - 23, 700);
    second(T - 24, 20_000);
    for (int i = 0; i < 600; i++) {
      second(T - 30 - i, 1);
    }

    assertThat(pageThrough("", 0)).hasSize(stored);
    assertThat(pageThrough("", 1)).hasSize(stored);
    for (int limit : List.of(10, 500, 5_000, 100_000)) {
      for (int step : List.of(0, 1)) {
        assertThat(pageThrough(",\"limit\":" + limit, step))
            .as("limit %d, until the oldest - %d", limit, step)
            .hasSize(stored);
      }
    }
  }

  @Test
  void page_thatItsFirstSecondFills_goesOnWithOlderEvents() throws Exception {
    second(T, 1_200);
    second(T - 1, 300);
    second(T - 2, 300);
    second(T - 3, 300);

    Page page = page("{\"kinds\":[1],\"until\":" + T + "}");
    assertThat(page.ids).hasSize(1_200 + 600);
    assertThat(page.completeness).isEqualTo(Completeness.MORE);
    assertThat(page("{\"kinds\":[1]}").ids).hasSize(1_200);
    assertThat(page("{\"kinds\":[1],\"until\":" + (T - 2) + "}"))
        .satisfies(rest -> assertThat(rest.ids).hasSize(600))
        .satisfies(rest -> assertThat(rest.completeness).isEqualTo(Completeness.FINISHED));
  }

  @Test
  void limitBelowTen_isKeptToTheEvent() throws Exception {
    second(T, 30);
    assertThat(page("{\"limit\":9}").ids).hasSize(9);
    assertThat(page("{\"limit\":9}").completeness).isEqualTo(Completeness.MORE);
    assertThat(page("{\"limit\":10}").ids).hasSize(30);
    assertThat(page("{\"limit\":10}").completeness).isEqualTo(Completeness.FINISHED);
  }

  @Test
  void secondOfMixedEvents_isWhole_howeverFewOfThemMatch() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      String tags = i % 150 == 0 ? "[[\"t\",\"x\"]]" : "[]";
      store.write(UnsignedEvents.event(10_000 + i, KEY, 1, T, tags), result -> {});
    }
    second(T - 1, 1);
    // the author's index is walked, and hundreds of its entries do not match
    String filter = "{\"authors\":[\"" + KEY + "\"],\"#t\":[\"x\"]";
    assertThat(page(filter + ",\"limit\":9}").ids).hasSize(9);
    assertThat(page(filter + ",\"limit\":10}").ids).hasSize(20);
    assertThat(page(filter + "}").completeness).isEqualTo(Completeness.FINISHED);
  }

  @Test
  void idsNamed_comeAll_whateverTheDefaultLimit() throws Exception {
    second(T, 2);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      NostrEvent event = UnsignedEvents.event(1_000_000 + i, KEY, 1, T - i, "[]");
      ids.add(event.id().hex());
      store.write(event, result -> {});
    }
    second(T + 1, 1);
    for (int count : List.of(1_200, 1_500, 6_000)) {
      List<String> named = ids.subList(0, count);
      Page page = page("{\"ids\":[\"" + String.join("\",\"", named) + "\"]}");
      assertThat(page.ids).containsExactlyElementsOf(named);
      assertThat(page.completeness).isEqualTo(Completeness.FINISHED);
    }
  }
}
