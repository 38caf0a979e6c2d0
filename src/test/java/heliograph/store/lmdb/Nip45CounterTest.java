package heliograph.store.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.StoreConfig;
import heliograph.event.NostrEvent;
import heliograph.filter.HyperLogLog;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.protocol.FilterParser;
import heliograph.store.CounterWalk;
import heliograph.store.StoreResult;
import heliograph.store.StoredCount;
import heliograph.store.layout.CounterShape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** Maintained counters against counting all events one by one. */
class Nip45CounterTest {
  private static final long NOW = 1_800_000_000;
  private static final List<CounterShape> SHAPES = List.of(CounterShape.values());
  private static final FilterParser FILTERS = new FilterParser(FilterParser.UnknownKeys.REFUSE);
  private static final int TARGETS = 3;
  private static final String[] LETTERS = {"e", "q", "E", "p", "e", "p"};
  private static final int[] KINDS = {1, 1, 3, 3, 3, 6, 7, 7, 7, 1_111};
  private static final List<Key> AUTHORS = IntStream.range(0, 40).mapToObj(Key::of).toList();

  @TempDir private Path directory;
  private final Queue<CounterWalk> walks = new ConcurrentLinkedQueue<>();
  private long clock = NOW;
  private int syncs;

  private static String target(int number) {
    return Key.of(1_000 + number).pubkey();
  }

  private static NostrFilter filter(String json) {
    return FILTERS.parse(json.getBytes(UTF_8));
  }

  private static NostrFilter filter(CounterShape shape, String value) {
    StringBuilder kinds = new StringBuilder();
    for (int i = 0; i < shape.kinds().size(); i++) {
      kinds.append(i > 0 ? "," : "").append(shape.kinds().kind(i));
    }
    return filter("{\"#%c\":[\"%s\"],\"kinds\":[%s]}".formatted(shape.letter(), value, kinds));
  }

  private static NostrEvent reaction(int author, String content) {
    return TestEvents.signed(Key.of(author), 7, NOW, List.of(List.of("e", target(0))), content);
  }

  /** Returns when what was asked of the store before has been looked at. */
  private void sync(StoreFixture fixture) {
    for (int i = 0; i < 2; i++) { // what follows a batch is done before the next
      fixture.put(TestEvents.note(Key.of(99), 1, "sync " + syncs++));
    }
    fixture.awaitApplied();
  }

  private void establish(StoreFixture fixture, NostrFilter filter) {
    fixture.store.maintain(filter, walks::add);
    sync(fixture);
    walks.remove().resume(Long.MAX_VALUE / 4);
    sync(fixture);
  }

  private static List<NostrEvent> everything(StoreFixture fixture) {
    List<NostrEvent> events = new ArrayList<>();
    var scan = fixture.store.scan(List.of(NostrFilter.EVERYTHING), Visibility.EVERYTHING);
    while (!scan.resume(event -> events.add(NostrEvent.copyOf(event)), 1L << 40)) {
      // the next slice
    }
    return events;
  }

  private long faults(Path folder) {
    List<String> faults = new ArrayList<>();
    try (var reader = new LmdbStoreReader(StoreFixture.config(folder), Clock.systemUTC())) {
      new StoreVerifier(reader, faults::add).run(event -> {}, looked -> {});
    }
    assertThat(faults).isEmpty();
    return faults.size();
  }

  private static boolean counts(CounterShape shape, String value, NostrEvent event) {
    return shape.kinds().contains(event.kind())
        && event.tags().stream()
            .anyMatch(tag ->
                tag.size() > 1
                    && tag.getFirst().equals(String.valueOf((char) shape.letter()))
                    && tag.get(1).equals(value));
  }

  /** Compares every counter that answers; returns how many did. */
  private int compare(String at, StoreFixture fixture) {
    int answered = 0;
    List<NostrEvent> events = everything(fixture);
    for (CounterShape shape : CounterShape.values()) {
      for (int number = 0; number < TARGETS; number++) {
        String value = target(number);
        Optional<StoredCount> count = fixture.store.count(filter(shape, value));
        if (count.isEmpty()) {
          continue;
        }
        answered++;
        long naive = 0;
        HyperLogLog registers = new HyperLogLog(HyperLogLog.offset(value));
        for (NostrEvent event : events) {
          if (counts(shape, value, event)) {
            naive++;
            registers.add(event.packed());
            assertThat(event.packed().expiration()).as(at).isEqualTo(Long.MAX_VALUE);
          }
        }
        assertThat(count.get().count()).as("%s %s %d", at, shape, number).isEqualTo(naive);
        assertThat(count.get().registers().covers(registers)).as("%s %s", at, shape).isTrue();
      }
    }
    return answered;
  }

  private NostrEvent random(Random random, List<NostrEvent> past) {
    Key key = AUTHORS.get(random.nextInt(AUTHORS.size()));
    long at = clock - random.nextInt(1_000);
    List<List<String>> tags = new ArrayList<>();
    int chance = random.nextInt(200);
    if (chance == 0) {
      tags.add(List.of("relay", "ALL_RELAYS"));
      return TestEvents.signed(key, 62, at - 900, tags, "");
    }
    if (chance < 12 && !past.isEmpty()) {
      NostrEvent gone = past.get(random.nextInt(past.size()));
      tags.add(List.of("e", gone.id().hex()));
      return TestEvents.signed(keyOf(gone), 5, at, tags, "");
    }
    for (int i = random.nextInt(5); i >= 0; i--) {
      tags.add(List.of(LETTERS[random.nextInt(LETTERS.length)], target(random.nextInt(TARGETS))));
    }
    if (random.nextInt(300) == 0) {
      tags.add(List.of("expiration", String.valueOf(clock + 1 + random.nextInt(3))));
    }
    int kind = KINDS[random.nextInt(KINDS.length)];
    return TestEvents.signed(key, kind, at, tags, "c" + random.nextInt());
  }

  private static Key keyOf(NostrEvent event) {
    return AUTHORS.stream()
        .filter(key -> key.pubkey().equals(event.pubkey().hex()))
        .findFirst()
        .orElseThrow();
  }

  private void step(Random random, StoreFixture fixture) {
    if (random.nextInt(20) == 0) {
      CounterShape shape = SHAPES.get(random.nextInt(6));
      fixture.store.maintain(filter(shape, target(random.nextInt(TARGETS))), walks::add);
    }
    CounterWalk walk = random.nextInt(3) == 0 ? walks.poll() : null;
    if (walk != null && !walk.resume(1)) {
      if (random.nextInt(60) == 0) {
        walk.abandon();
      } else {
        walks.add(walk);
      }
    }
    if (random.nextInt(200) == 0) {
      clock++;
      fixture.at(clock);
    }
  }

  @Test
  void counters_throughRandomHistories_agreeWithCounting() {
    long seed = Long.getLong("heliograph.seed", 20_261_121);
    Random random = new Random(seed);
    List<NostrEvent> past = new ArrayList<>();
    int answered = 0;
    for (int part = 0; part < 3; part++) {
      try (StoreFixture fixture = new StoreFixture(directory, clock)) {
        answered += compare("seed " + seed + ", opened " + part, fixture);
        for (int i = 0; i < 1_500; i++) {
          NostrEvent event = random(random, past);
          past.add(event);
          if (random.nextInt(3) == 0) {
            fixture.put(event);
          } else {
            fixture.store.write(event, result -> {});
          }
          step(random, fixture);
          if (i % 50 == 49) {
            sync(fixture);
            answered += compare("seed %d, part %d, event %d".formatted(seed, part, i), fixture);
          }
        }
        walks.clear();
      }
      assertThat(faults(directory)).isZero();
    }
    assertThat(answered).as("counters compared").isGreaterThan(300);
  }

  @Test
  void count_beforeACounterWasMade_isNotKnown() {
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      NostrFilter filter = filter(CounterShape.REACTIONS, target(0));
      fixture.put(reaction(1, "+"));
      fixture.store.maintain(filter, walks::add);
      sync(fixture);
      fixture.put(reaction(2, "+"));
      assertThat(fixture.store.count(filter)).isEmpty();
      walks.remove().resume(1L << 40);
      sync(fixture);
      assertThat(fixture.store.count(filter)).map(StoredCount::count).contains(2L);
      fixture.store.maintain(filter, walks::add);
      sync(fixture);
      assertThat(walks).as("there is one already").isEmpty();
    }
  }

  @Test
  void count_ofEventsThatExpire_isLeftToTheScan() {
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      NostrFilter filter = filter(CounterShape.REACTIONS, target(0));
      fixture.put(reaction(1, "+"));
      establish(fixture, filter);
      List<List<String>> tags =
          List.of(List.of("e", target(0)), List.of("expiration", String.valueOf(NOW + 5)));
      NostrEvent fleeting = TestEvents.signed(Key.of(2), 7, NOW, tags, "+");
      fixture.put(fleeting);
      assertThat(fixture.store.count(filter)).isEmpty();
      fixture.put(
          TestEvents.signed(Key.of(2), 5, NOW, List.of(List.of("e", fleeting.id().hex())), ""));
      assertThat(fixture.store.count(filter)).as("worn: one of one is lost").isEmpty();
    }
    assertThat(faults(directory)).isZero();
  }

  @Test
  void counter_afterATenthWasRemoved_isMadeAnew() {
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      NostrFilter filter = filter(CounterShape.REACTIONS, target(0));
      List<NostrEvent> reactions = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        reactions.add(reaction(i, "+"));
        fixture.put(reactions.getLast());
      }
      establish(fixture, filter);
      for (int i = 0; i < 4; i++) {
        assertThat(fixture.store.count(filter)).map(StoredCount::count).contains(40L - i);
        List<List<String>> tags = List.of(List.of("e", reactions.get(i).id().hex()));
        fixture.put(TestEvents.signed(Key.of(i), 5, NOW, tags, ""));
      }
      assertThat(fixture.store.count(filter)).isEmpty();
      establish(fixture, filter);
      assertThat(fixture.store.count(filter)).map(StoredCount::count).contains(36L);
    }
    assertThat(faults(directory)).isZero();
  }

  @Test
  void followers_whoseListsAreReplaced_wearNothingOut() {
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      NostrFilter filter = filter(CounterShape.FOLLOWERS, target(0));
      List<List<String>> tags = List.of(List.of("p", target(0)), List.of("p", target(0)));
      for (int i = 0; i < 20; i++) {
        fixture.put(TestEvents.signed(Key.of(i), 3, NOW, tags, ""));
      }
      establish(fixture, filter);
      for (int i = 0; i < 60; i++) {
        fixture.put(TestEvents.signed(Key.of(i % 20), 3, NOW + 1L + i, tags, ""));
      }
      assertThat(fixture.store.count(filter)).map(StoredCount::count).contains(20L);
      fixture.put(TestEvents.signed(Key.of(0), 3, NOW + 100, List.of(), ""));
      assertThat(fixture.store.count(filter)).map(StoredCount::count).contains(19L);
    }
    assertThat(faults(directory)).isZero();
  }

  @Test
  void transaction_thatIsUndone_leavesCountersAsTheyWere() throws Exception {
    StoreConfig config = StoreFixture.config(directory, 4 << 20, 4 << 20);
    NostrFilter counted = filter(CounterShape.REACTIONS, target(0));
    NostrFilter gathered = filter(CounterShape.REACTIONS, target(1));
    List<List<String>> tags = List.of(List.of("e", target(0)), List.of("e", target(1)));
    String tooLarge = "x".repeat(4 << 20);
    try (StoreFixture fixture = new StoreFixture(config, NOW)) {
      Queue<StoreResult> results = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < 40; i++) {
        results.add(fixture.put(TestEvents.signed(Key.of(i), 7, NOW - i, tags, "+")));
      }
      establish(fixture, counted);
      fixture.store.maintain(gathered, walks::add);
      sync(fixture);
      assertThat(walks.element().resume(1)).as("a slice, not all").isFalse();
      for (int round = 0; round < 20; round++) {
        List<NostrEvent> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          String content = round + " " + i + (i == 12 ? tooLarge : "");
          batch.add(TestEvents.signed(Key.of(i), 7, NOW + round * 100L - i, tags, content));
        }
        CountDownLatch done = new CountDownLatch(batch.size());
        for (NostrEvent event : batch) {
          fixture.store.write(
              event,
              result -> {
                results.add(result);
                done.countDown();
              });
        }
        assertThat(done.await(3, TimeUnit.MINUTES)).isTrue();
        compare("round " + round, fixture);
      }
      long failed = results.stream().filter(StoreResult.Failed.class::isInstance).count();
      assertThat(failed).as("whole batches failed").isGreaterThan(40);
      assertThat(fixture.store.count(counted).orElseThrow().count())
          .isEqualTo(results.size() - failed);
      walks.remove().resume(Long.MAX_VALUE / 4);
      sync(fixture);
      assertThat(compare("settled", fixture)).isEqualTo(2);
    }
    assertThat(faults(directory)).isZero();
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      assertThat(compare("reopened", fixture)).isEqualTo(2);
    }
  }

  @Test
  void counters_leftBehindByAnotherProgram_areDropped() {
    NostrFilter filter = filter(CounterShape.REACTIONS, target(0));
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      fixture.put(reaction(1, "+"));
      establish(fixture, filter);
      assertThat(fixture.store.count(filter)).isPresent();
    }
    try (Env<ByteBuffer> env = Env.create().setMaxDbs(16).open(directory.toFile());
        Txn<ByteBuffer> txn = env.txnWrite()) {
      ByteBuffer key = ByteBuffer.allocateDirect(1).put((byte) 0).flip();
      ByteBuffer seq = ByteBuffer.allocateDirect(8).putLong(1).flip();
      env.openDbi(txn, "counter".getBytes(UTF_8), null, false).put(txn, key, seq);
      txn.commit();
    }
    assertThat(faults(directory)).isZero();
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      assertThat(fixture.store.count(filter)).isEmpty();
      establish(fixture, filter);
      assertThat(fixture.store.count(filter)).map(StoredCount::count).contains(1L);
    }
  }

  @Test
  void store_ofBeforeCounters_opens() {
    NostrFilter filter = filter(CounterShape.REACTIONS, target(0));
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      fixture.put(reaction(1, "+"));
    }
    try (Env<ByteBuffer> env = Env.create().setMaxDbs(16).open(directory.toFile());
        Txn<ByteBuffer> txn = env.txnWrite()) {
      env.openDbi(txn, "counter".getBytes(UTF_8), null, false).drop(txn, true);
      txn.commit();
    }
    assertThat(faults(directory)).isZero();
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      establish(fixture, filter);
      assertThat(fixture.store.count(filter)).map(StoredCount::count).contains(1L);
    }
  }
}
