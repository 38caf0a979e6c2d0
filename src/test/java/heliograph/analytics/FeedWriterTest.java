package heliograph.analytics;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.TestFork;
import heliograph.database.Database;
import heliograph.database.Sql;
import heliograph.database.TestDatabase;
import heliograph.database.embedded.EmbeddedPostgres;
import heliograph.metrics.InMemoryMeters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    Path programs = TestFork.folder("postgres");
    Path own = Files.createDirectories(folder.resolve("postgres"));
    try (Stream<Path> found = Files.list(programs)) {
      for (Path path :
          found.filter(p -> p.getFileName().toString().startsWith("postgresql-")).toList()) {
        Files.createSymbolicLink(own.resolve(path.getFileName()), path);
      }
    }
    EmbeddedPostgres postgres = new EmbeddedPostgres(own, 40);
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
