package heliograph.analytics;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.database.Database;
import heliograph.database.TestDatabase;
import heliograph.event.NostrEvent;
import heliograph.event.Tags;
import heliograph.store.FeedFollower;
import heliograph.store.StoreResult;
import heliograph.worker.Worker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A feed writer between a store and a database, and the oracle: what the tables must hold, computed
 * from what was published.
 */
final class FeedFixture implements AutoCloseable {
  static final UUID APP = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final int AUTHORS = 24;

  private final TestStore store;
  private final Database database;
  private @Nullable FeedFollower follower;
  private @Nullable Worker worker;

  FeedFixture(TestStore store, Database database) {
    this.store = store;
    this.database = database;
  }

  /** Begins to follow, as a relay that starts. */
  void start() {
    follower =
        new FeedFollower(
            store.store.feed(),
            new FeedWriter(store.store.feed(), store::walk, database, APP, 12, Clock.systemUTC()),
            FeedWriter.pace(250_000));
    worker = Worker.start(Thread.ofPlatform().daemon().name("test-feed-", 1).factory(), follower);
  }

  /** Ends it, as a relay that stops. */
  void stop() {
    if (worker != null) {
      assertThat(worker.close(Duration.ofMinutes(3))).isTrue();
    }
  }

  /** Waits until everything is written. */
  void awaitEnd() {
    eventually("the lag to be 0", () -> follower != null && follower.lag() == 0);
  }

  static Key key(int number) {
    return Key.of(5_000 + number);
  }

  /** A list of keys, with entries that are none. */
  static NostrEvent keys(Key author, int kind, long at, Collection<Key> keys) {
    List<List<String>> tags = new ArrayList<>();
    keys.forEach(key -> tags.add(List.of("p", key.pubkey())));
    tags.add(List.of("p", "npub1notahexkey"));
    tags.add(List.of("p"));
    tags.add(List.of("p", author.pubkey()));
    return TestEvents.signed(author, kind, at, tags, "");
  }

  /** Publishes notes, lists, replacements and deletions at random. */
  void publish(Random random, int events) {
    long now = System.currentTimeMillis() / 1_000;
    List<NostrEvent> lists = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      Key author = key(random.nextInt(AUTHORS));
      long at = now - 100 + random.nextInt(100);
      int what = random.nextInt(8);
      NostrEvent event =
          switch (what == 6 && lists.isEmpty() ? 7 : what) {
            case 0, 1, 2 -> keys(author, 3, at, some(random));
            case 3 -> keys(author, 10_000, at, some(random));
            case 4 ->
                TestEvents.signed(
                    author,
                    10_002,
                    at,
                    List.of(
                        List.of("r", "wss://Relay" + random.nextInt(4) + ".example/"),
                        List.of("r", "http://no.relay"),
                        List.of("r", "wss://read.example", "read")),
                    "");
            case 5 ->
                TestEvents.signed(
                    author, 10_015, at, List.of(List.of("t", "T" + random.nextInt(5))), "");
            case 6 -> {
              NostrEvent doomed = lists.get(random.nextInt(lists.size()));
              yield TestEvents.signed(
                  keyOf(doomed), 5, now, List.of(List.of("e", doomed.id().hex())), "");
            }
            default -> TestEvents.note(author, at, "note " + random.nextInt());
          };
      if (store.put(event) instanceof StoreResult.Stored
          && event.kind() != 1
          && event.kind() != 5) {
        lists.add(event);
      }
    }
  }

  private static Key keyOf(NostrEvent event) {
    for (int i = 0; i < AUTHORS; i++) {
      if (key(i).pubkey().equals(event.pubkey().hex())) {
        return key(i);
      }
    }
    throw new AssertionError("nobody's " + event);
  }

  private static List<Key> some(Random random) {
    List<Key> some = new ArrayList<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      some.add(key(random.nextInt(AUTHORS)));
    }
    return some;
  }

  /** What the tables hold, and what they must. */
  void check(TestDatabase tables) {
    check(tables, store.lastSeq());
  }

  private void check(TestDatabase tables, long changes) {
    checkLists(tables);
    expect(tables, "SELECT count(*) FROM analytics_events", Long.toString(changes));
    expect(tables, "SELECT seq FROM consumer_offsets WHERE consumer = 'feed'", "" + changes);
    expect(
        tables,
        "SELECT coalesce(sum(gained - lost), 0) - (SELECT count(*) FROM follow)"
            + " FROM follower_changes",
        "0");
    expect(
        tables,
        "SELECT count(*) FROM (SELECT kind, sum(accepted) a, sum(removed) r FROM daily_kinds"
            + " GROUP BY 1 EXCEPT SELECT kind, sum(accepted), sum(removed) FROM kinds GROUP BY 1) x",
        "0");
  }

  /** What the store holds, and what lists and sums by kind must therefore be. */
  void checkLists(TestDatabase tables) {
    Map<Integer, Long> kinds = new TreeMap<>();
    TreeSet<String> follows = new TreeSet<>();
    TreeSet<String> mutes = new TreeSet<>();
    TreeSet<String> topics = new TreeSet<>();
    TreeSet<String> relays = new TreeSet<>();
    store.walk(
        Long.MAX_VALUE,
        event -> {
          kinds.merge(event.kind(), 1L, Long::sum);
          String author = event.pubkey().hex();
          switch (event.kind()) {
            case 3 -> ListKind.keys(event).forEach(key -> follows.add(author + "|" + key.hex()));
            case 10_000 -> ListKind.keys(event).forEach(key -> mutes.add(author + "|" + key.hex()));
            case 10_002 ->
                Tags.of(event)
                    .relayUses()
                    .forEach((url, use) -> {
                      int bits = (use.reads() ? 1 : 0) + (use.writes() ? 2 : 0);
                      relays.add(author + "|" + url + "|" + bits);
                    });
            case 10_015 ->
                ListKind.topics(event).forEach(topic -> topics.add(author + "|" + topic));
            default -> {}
          }
        });
    StringBuilder stored = new StringBuilder();
    kinds.forEach((kind, count) -> stored.append(kind).append('|').append(count).append('\n'));
    expect(
        tables,
        "SELECT kind, sum(accepted - removed) FROM kinds GROUP BY 1 HAVING"
            + " sum(accepted - removed) > 0 ORDER BY 1",
        stored.toString().strip());
    expect(tables, edges("follow"), String.join("\n", follows));
    expect(tables, edges("mute"), String.join("\n", mutes));
    expect(
        tables,
        "SELECT encode(a.pubkey, 'hex'), topic FROM interest JOIN account a ON a.id = source"
            + " ORDER BY 1, 2",
        String.join("\n", topics));
    expect(
        tables,
        "SELECT encode(a.pubkey, 'hex'), url, reads::int + 2 * writes::int FROM relay_use u"
            + " JOIN account a ON a.id = source JOIN relay r ON r.id = u.relay ORDER BY 1, 2",
        String.join("\n", relays));
  }

  private static String edges(String table) {
    return "SELECT encode(a.pubkey, 'hex'), encode(b.pubkey, 'hex') FROM "
        + table
        + " JOIN account a ON a.id = source JOIN account b ON b.id = target ORDER BY 1, 2";
  }

  private static void expect(TestDatabase tables, String sql, String rows) {
    assertThat(tables.rows(sql)).as(sql).isEqualTo(rows);
  }

  @Override
  public void close() {
    stop();
  }
}
