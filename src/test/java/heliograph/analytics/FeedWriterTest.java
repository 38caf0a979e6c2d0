package heliograph.analytics;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.database.Database;
import heliograph.database.Sql;
import heliograph.database.TestDatabase;
import heliograph.database.embedded.EmbeddedPostgres;
import heliograph.database.embedded.TestPrograms;
import heliograph.metrics.InMemoryMeters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the feed says is in the tables: once, whatever happens meanwhile. */
class FeedWriterTest {
  @TempDir private Path folder;

  @Test
  void publish_anything_isInEveryTable() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder);
        FeedFixture feed = new FeedFixture(store, tables.database())) {
      feed.start();
      feed.publish(new Random(seed), 800);
      feed.awaitEnd();
      feed.check(tables);
      assertThat(
              tables.number(
                  "SELECT count(*) FROM analytics_events WHERE \"timestamp\""
                      + " NOT BETWEEN now() - interval '5 minutes' AND now()"))
          .isZero();
    }
  }

  @Test
  void replacedList_changesOnlyWhatDiffers() throws Exception {
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder);
        FeedFixture feed = new FeedFixture(store, tables.database())) {
      feed.start();
      Key author = FeedFixture.key(0);
      List<Key> all = Stream.iterate(1, n -> n + 1).limit(20).map(FeedFixture::key).toList();
      long now = System.currentTimeMillis() / 1_000;
      for (int i = 0; i < 15; i++) {
        store.put(FeedFixture.keys(author, 3, now - 50 + i, all.subList(0, 5 + i)));
        if (i % 4 == 0) {
          feed.awaitEnd();
        }
      }
      feed.awaitEnd();
      feed.check(tables);
      assertThat(tables.rows("SELECT sum(gained), sum(lost) FROM follower_changes"))
          .isEqualTo("19|0");
      assertThat(tables.rows("SELECT count(*), max(id) <= 25 FROM account")).isEqualTo("20|t");
    }
  }

  @Test
  void history_countsWhenItWasCreated_whetherTheRelayRunsOrStarts() throws Exception {
    long month = Instant.now().minus(Duration.ofDays(40)).getEpochSecond();
    String days =
        "SELECT sum(accepted), sum(removed) FROM daily_kinds WHERE day %s current_date - 30";
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder);
        FeedFixture feed = new FeedFixture(store, tables.database())) {
      importVersions(store, month, 0); // before the relay starts
      feed.start();
      feed.awaitEnd();
      importVersions(store, month, 100); // while it runs
      feed.awaitEnd();
      store.put(TestEvents.note(FeedFixture.key(1), month + 100_000, "published late"));
      feed.awaitEnd();
      feed.check(tables);
      assertThat(tables.rows(days.formatted("<"))).isEqualTo("61|58");
      assertThat(tables.rows(days.formatted(">="))).isEqualTo("null|null");
      assertThat(
              tables.number(
                  "SELECT count(*) FROM analytics_events WHERE \"timestamp\" > now() - interval '20"
                      + " days'"))
          .isZero();
      assertThat(
              tables.number(
                  "SELECT count(*) FROM daily_kinds WHERE last_at::date = day AND kind = 3"))
          .isPositive();
    }
  }

  /** Thirty versions of one list, as a file of events has them. */
  private static void importVersions(TestStore store, long since, int author) throws Exception {
    for (int version = 0; version < 30; version++) {
      store.put(
          FeedFixture.keys(
              FeedFixture.key(author), 3, since + version, List.of(FeedFixture.key(version))));
    }
  }

  @Test
  void tables_areIncomplete_untilTheStoreIsRead() throws Exception {
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder)) {
      for (int i = 0; i < 50; i++) {
        store.put(TestEvents.note(FeedFixture.key(1), 1_000 + i, "note"));
      }
      FeedWriter writer =
          new FeedWriter(
              store.store.feed(),
              store::walk,
              tables.database(),
              FeedFixture.APP,
              12,
              Clock.systemUTC());
      assertThat(writer.isComplete()).as("before it knows its cursor").isFalse();
      writer.begin();
      String complete = "SELECT complete FROM consumer_offsets WHERE consumer = 'feed'";
      assertThat(writer.isComplete()).isFalse();
      assertThat(tables.rows(complete)).isEqualTo("f");
      writer.apply(store.store.feed().take(0, 20, Duration.ZERO));
      assertThat(tables.rows(complete)).isEqualTo("f");
      store.put(TestEvents.note(FeedFixture.key(1), 2_000, "published meanwhile"));
      writer.apply(store.store.feed().take(20, 30, Duration.ZERO));
      assertThat(writer.isComplete()).as("as far as the store was when it began").isTrue();
      assertThat(tables.rows(complete)).isEqualTo("t");
      writer.rebuild(store.lastSeq(), () -> false);
      assertThat(tables.rows(complete)).isEqualTo("t");
    }
  }

  @Test
  void vanishedAuthor_isForgotten() throws Exception {
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder);
        FeedFixture feed = new FeedFixture(store, tables.database())) {
      feed.start();
      Key author = FeedFixture.key(0);
      long now = System.currentTimeMillis() / 1_000;
      store.put(FeedFixture.keys(author, 3, now - 9, List.of(FeedFixture.key(1))));
      store.put(TestEvents.note(author, now - 8, "farewell"));
      feed.awaitEnd();
      assertThat(tables.number("SELECT count(*) FROM follow")).isEqualTo(1);
      store.put(TestEvents.signed(author, 62, now, List.of(List.of("relay", "ALL_RELAYS")), ""));
      eventually("no follow is left", () -> tables.number("SELECT count(*) FROM follow") == 0);
      assertThat(tables.number("SELECT count(*) FROM author_list")).isZero();
      assertThat(
              tables.number(
                  "SELECT count(*) FROM analytics_events WHERE user_id = '%s' AND metadata ->> 'kind' <> '62'"
                      .formatted(author.pubkey())))
          .isZero();
    }
  }

  @Test
  void backendsKilledAndWritersRestarted_loseAndDoubleNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder);
        FeedFixture feed = new FeedFixture(store, tables.database())) {
      feed.start();
      for (int round = 0; round < 16; round++) {
        feed.publish(random, 60);
        if (random.nextInt(4) == 0) {
          feed.stop();
          feed.start();
        } else {
          tables.rows(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                  + " current_database() AND pid <> pg_backend_pid()");
        }
      }
      feed.awaitEnd();
      feed.check(tables);
    }
  }

  @Test
  void feedThatNoLongerReachesBack_isMadeUpForFromTheStore() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (TestDatabase tables = new TestDatabase()) {
      long rows;
      try (TestStore store = new TestStore(folder, 1_000);
          FeedFixture feed = new FeedFixture(store, tables.database())) {
        feed.start();
        feed.publish(new Random(seed), 200);
        feed.awaitEnd();
        feed.stop();
        rows = tables.number("SELECT count(*) FROM analytics_events");
        feed.publish(new Random(seed + 1), 3_000);
      }
      try (TestStore store = new TestStore(folder, 1_000); // without the changes it had in memory
          FeedFixture feed = new FeedFixture(store, tables.database())) {
        feed.start();
        feed.awaitEnd();
        feed.checkLists(tables);
        assertThat(tables.number("SELECT count(*) FROM analytics_events")).isEqualTo(rows);
      }
    }
  }

  @Test
  void processKilledWhileItPublishesAndCounts_losesAndDoublesNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (TestDatabase tables = new TestDatabase()) {
      for (int round = 0; round < 3; round++) {
        Process victim = FeedVictim.start(folder, tables.address(), random.nextLong());
        int first = victim.getInputStream().read();
        assertThat(first)
            .as(() -> "says that it publishes; " + victim.info() + "\n" + FeedVictim.log(folder))
            .isEqualTo('!');
        victim.waitFor(100 + random.nextInt(600), TimeUnit.MILLISECONDS);
        victim.destroyForcibly().waitFor();
      }
      assertThat(FeedVictim.POSTGRES).as("it uses this process's server").doesNotExist();
      try (TestStore store = new TestStore(folder);
          FeedFixture feed = new FeedFixture(store, tables.database())) {
        feed.start();
        feed.awaitEnd();
        feed.check(tables);
        assertThat(store.lastSeq()).isGreaterThan(100);
      }
    }
  }

  @Test
  void databaseGoneForAWhile_nothingIsLost() throws Exception {
    EmbeddedPostgres postgres = TestPrograms.serverIn(folder.resolve("postgres"));
    Random random = new Random(7);
    var config = TestDatabase.config(Map.of()).database();
    try (TestStore store = new TestStore(folder.resolve("data"));
        Database database =
            new Database(postgres, config, new InMemoryMeters(), TestDatabase.threads());
        FeedFixture feed = new FeedFixture(store, database)) {
      database.start();
      assertThat(database.awaitUp(Duration.ofMinutes(3))).isTrue();
      feed.start();
      feed.publish(random, 300);
      postgres.stop(); // in the middle of it
      feed.publish(random, 500);
      feed.awaitEnd(); // the database's own thread has started the server again
      assertThat(database.ask("rows", FeedWriterTest::rows)).isEqualTo(store.lastSeq());
      feed.stop();
    }
  }

  private static long rows(Sql sql) {
    return sql.query("SELECT count(*) FROM analytics_events").one(row -> row.getLong(1));
  }
}
