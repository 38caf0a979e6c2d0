package heliograph.store.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.KindClass;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.protocol.FilterParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories of puts, replacements and deletions, then random queries, against a list. */
class ScanOracleTest {
  private static final long NOW = 1_800_000_000;
  private static final Comparator<NostrEvent> ORDER =
      Comparator.comparingLong(NostrEvent::createdAt).reversed().thenComparing(NostrEvent::id);
  private static final FilterParser FILTERS = new FilterParser(FilterParser.UnknownKeys.REFUSE);
  private static final int[] KINDS = {0, 1, 1, 1, 3, 7, 10_002, 30_023};

  @TempDir private Path directory;

  /** The store as a map; every rule written a second time, the slow way. */
  private static final class NaiveStore {
    private final Map<String, NostrEvent> events = new LinkedHashMap<>();
    private final Set<String> buried = new HashSet<>();
    private final Map<String, Long> buriedAddresses = new LinkedHashMap<>();

    private static String d(NostrEvent event) {
      if (event.kindClass() != KindClass.ADDRESSABLE) {
        return "";
      }
      for (List<String> tag : event.tags()) {
        if (!tag.isEmpty() && tag.getFirst().equals("d")) {
          return tag.size() > 1 ? tag.get(1) : "";
        }
      }
      return "";
    }

    private static boolean hasAddress(NostrEvent event) {
      return event.kindClass() == KindClass.REPLACEABLE
          || event.kindClass() == KindClass.ADDRESSABLE;
    }

    private static String address(NostrEvent event) {
      return event.kind() + ":" + event.pubkey().hex() + ":" + d(event);
    }

    private void put(NostrEvent event) {
      String id = event.id().hex();
      boolean barred =
          buried.contains(id + event.pubkey().hex())
              || hasAddress(event)
                  && event.createdAt()
                      <= buriedAddresses.getOrDefault(address(event), Long.MIN_VALUE);
      if (events.containsKey(id) || barred && event.kind() != 5) {
        return;
      }
      if (hasAddress(event)) {
        for (NostrEvent other : List.copyOf(events.values())) {
          if (hasAddress(other) && address(other).equals(address(event))) {
            if (ORDER.compare(other, event) < 0) {
              return;
            }
            events.remove(other.id().hex());
          }
        }
      }
      events.put(id, event);
      if (event.kind() == 5) {
        event.tags().forEach(tag -> delete(event, tag));
      }
    }

    private void delete(NostrEvent deletion, List<String> tag) {
      String pubkey = deletion.pubkey().hex();
      String value = tag.get(1);
      if (tag.getFirst().equals("e")) {
        NostrEvent target = events.get(value);
        if (target != null && (!target.pubkey().hex().equals(pubkey) || target.kind() == 5)) {
          return;
        }
        events.remove(value);
        buried.add(value + pubkey);
      } else if (value.contains(pubkey)) {
        events
            .values()
            .removeIf(event ->
                hasAddress(event)
                    && address(event).equals(value)
                    && event.createdAt() <= deletion.createdAt());
        buriedAddresses.merge(value, deletion.createdAt(), Math::max);
      }
    }

    private List<String> query(List<NostrFilter> filters) {
      Map<String, NostrEvent> found = new LinkedHashMap<>();
      for (NostrFilter filter : filters) {
        events.values().stream()
            .filter(event -> filter.matches(event.packed()))
            .sorted(ORDER)
            .limit(filter.namedLimit().orElse(Integer.MAX_VALUE))
            .forEach(event -> found.put(event.id().hex(), event));
      }
      return found.values().stream().sorted(ORDER).map(event -> event.id().hex()).toList();
    }
  }

  /** One event in six deletes others. */
  private static NostrEvent randomEvent(Random random, List<NostrEvent> past) {
    Key key = Key.of(random.nextInt(5));
    long at = NOW + random.nextInt(40);
    List<List<String>> tags = new ArrayList<>();
    if (!past.isEmpty() && random.nextInt(6) == 0) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        NostrEvent target = past.get(random.nextInt(past.size()));
        tags.add(
            NaiveStore.hasAddress(target) && random.nextBoolean()
                ? List.of("a", NaiveStore.address(target))
                : List.of("e", target.id().hex()));
      }
      return TestEvents.signed(key, 5, at, tags, "");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> tags.add(List.of("t", "topic" + random.nextInt(3)));
        case 1 -> tags.add(List.of("p", Key.of(random.nextInt(5)).pubkey()));
        case 2 -> tags.add(List.of("d", "d" + random.nextInt(2)));
        default -> {
          if (!past.isEmpty()) {
            tags.add(List.of("e", past.get(random.nextInt(past.size())).id().hex()));
          }
        }
      }
    }
    int kind = KINDS[random.nextInt(KINDS.length)];
    return TestEvents.signed(key, kind, at, tags, "c" + random.nextInt());
  }

  /** Puts a random event into both stores, one in ten for the second time. */
  private static void put(
      Random random, NaiveStore naive, List<NostrEvent> past, StoreFixture fixture) {
    NostrEvent event =
        !past.isEmpty() && random.nextInt(10) == 0
            ? past.get(random.nextInt(past.size()))
            : randomEvent(random, past);
    past.add(event);
    naive.put(event);
    fixture.put(event);
  }

  private static String randomFilter(Random random, List<NostrEvent> past) {
    List<String> parts = new ArrayList<>();
    if (random.nextInt(8) == 0) {
      parts.add(
          "\"ids\":[\"%s\",\"%s\"]"
              .formatted(
                  past.get(random.nextInt(past.size())).id(),
                  past.get(random.nextInt(past.size())).id()));
    }
    if (random.nextInt(2) == 0) {
      parts.add(
          "\"authors\":[\"%s\",\"%s\"]"
              .formatted(Key.of(random.nextInt(6)).pubkey(), Key.of(random.nextInt(6)).pubkey()));
    }
    if (random.nextInt(2) == 0) {
      parts.add("\"kinds\":[%d,%d]".formatted(KINDS[random.nextInt(8)], KINDS[random.nextInt(8)]));
    }
    if (random.nextInt(3) == 0) {
      parts.add("\"#t\":[\"topic%d\",\"topic%d\"]".formatted(random.nextInt(4), random.nextInt(4)));
    }
    if (random.nextInt(4) == 0) {
      parts.add("\"#p\":[\"%s\"]".formatted(Key.of(random.nextInt(5)).pubkey()));
    }
    if (random.nextInt(6) == 0) {
      parts.add("\"#e\":[\"%s\"]".formatted(past.get(random.nextInt(past.size())).id()));
    }
    if (random.nextInt(4) == 0) {
      parts.add("\"since\":" + (NOW + random.nextInt(40)));
    }
    if (random.nextInt(4) == 0) {
      parts.add("\"until\":" + (NOW + random.nextInt(40)));
    }
    if (random.nextInt(2) == 0) {
      parts.add("\"limit\":" + random.nextInt(20));
    }
    return "{" + String.join(",", parts) + "}";
  }

  @Test
  void scan_afterRandomHistories_agreesWithTheNaiveStore() {
    long seed = Long.getLong("heliograph.seed", 20_261_121);
    Random random = new Random(seed);
    NaiveStore naive = new NaiveStore();
    List<NostrEvent> past = new ArrayList<>();
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      for (int i = 0; i < 1_200; i++) {
        put(random, naive, past, fixture);
        if (i % 40 == 39) {
          compare(seed, random, naive, past, fixture, 60);
        }
      }
      assertThat(fixture.store.statistics().events()).isEqualTo(naive.events.size());
    }
    try (StoreFixture reopened = new StoreFixture(directory, NOW)) {
      compare(seed, random, naive, past, reopened, 500);
    }
  }

  /** Nothing but a process that starts anew brings the log's events into LMDB. */
  @Test
  void scan_ofWhatOnlyTheLogHas_agreesWithTheNaiveStore() throws IOException {
    long seed = Long.getLong("heliograph.seed", 20_261_127);
    Random random = new Random(seed);
    NaiveStore naive = new NaiveStore();
    List<NostrEvent> past = new ArrayList<>();
    Path killed = directory.resolve("killed");
    try (StoreFixture fixture =
        new StoreFixture(StoreFixture.lingering(directory.resolve("store")), NOW)) {
      for (int i = 0; i < 1_200; i++) {
        put(random, naive, past, fixture);
        if (i % 40 == 39) {
          compare(seed, random, naive, past, fixture, 60);
          assertThat(fixture.store.statistics().events()).isEqualTo(naive.events.size());
        }
        if (i % 200 == 199) {
          StoreCopies.copy(directory.resolve("store"), killed.resolve("" + i));
          compareKilled(seed, random, naive, past, fixture, killed.resolve("" + i));
        }
      }
    }
    try (StoreFixture reopened = new StoreFixture(directory.resolve("store"), NOW)) {
      compare(seed, random, naive, past, reopened, 500);
    }
  }

  /** The same changes have the same numbers after a replay. */
  private static void compareKilled(
      long seed,
      Random random,
      NaiveStore naive,
      List<NostrEvent> past,
      StoreFixture running,
      Path killed) {
    try (StoreFixture replayed = new StoreFixture(killed, NOW)) {
      compare(seed, random, naive, past, replayed, 20);
      assertThat(replayed.store.feed().lastSeq()).isEqualTo(running.store.feed().lastSeq());
    }
    assertThat(StoreCopies.faults(killed)).isEmpty();
  }

  private static void compare(
      long seed,
      Random random,
      NaiveStore naive,
      List<NostrEvent> past,
      StoreFixture fixture,
      int queries) {
    for (int i = 0; i < queries; i++) {
      String[] filters = new String[1 + random.nextInt(3)];
      for (int k = 0; k < filters.length; k++) {
        filters[k] = randomFilter(random, past);
      }
      List<NostrFilter> parsed = new ArrayList<>();
      for (String filter : filters) {
        parsed.add(FILTERS.parse(filter.getBytes(UTF_8)));
      }
      long slice = random.nextBoolean() ? 1 : Long.MAX_VALUE / 4;
      assertThat(fixture.ids(slice, filters))
          .as("seed %d: %s", seed, String.join(" ", filters))
          .isEqualTo(naive.query(parsed));
    }
  }
}
