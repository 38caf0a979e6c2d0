package heliograph.trust;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.database.TestDatabase;
import heliograph.metrics.InMemoryMeters;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the jobs run, and how the relay hears of it. */
class TrustScheduleTest {
  private final TestDatabase test = new TestDatabase();
  private final GraphTables store = new GraphTables(test.database(), new UUID(1, 1));
  private FeedProgress feed = FeedProgress.NOTHING;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(TestDatabase.threads());
  private final BlockingQueue<Reputation> told = new ArrayBlockingQueue<>(10);

  @AfterEach
  void close() {
    executor.shutdownNow();
    test.close();
  }

  private TrustSchedule schedule(Duration interval, long heapMax) {
    Map<String, String> values = Map.of("heliograph.trust.seeds", PlantedFollows.SEED.hex());
    RelayConfig config = RelayConfig.read(name -> Optional.ofNullable(values.get(name)));
    TrustJobs jobs = new TrustJobs(store, () -> config, heapMax, 1, new InMemoryMeters());
    return new TrustSchedule(store, feed, jobs, interval, told::add, null);
  }

  /** A store of 100 changes, of which some are counted. */
  private static final class Counting implements FeedProgress {
    private final AtomicLong written = new AtomicLong(-1);
    private final CountDownLatch asked = new CountDownLatch(2);

    @Override
    public long newest() {
      return 100;
    }

    @Override
    public long written() {
      asked.countDown();
      return written.get();
    }
  }

  @Test
  void schedule_untilTheStoreIsCounted_runsNothing() throws Exception {
    PlantedFollows.into(test);
    Counting counting = new Counting();
    feed = counting;

    try (TrustSchedule waits = schedule(Duration.ofHours(1), 1 << 24)) {
      waits.start(executor);
      assertThat(counting.asked.await(3, TimeUnit.MINUTES)).as("it is due").isTrue();
      executor.submit(() -> {}).get(3, TimeUnit.MINUTES); // that look is over
      assertThat(test.number("SELECT count(*) FROM graph_generation")).isZero();
      assertThat(told).isEmpty();

      counting.written.set(100);
      assertThat(told.poll(3, TimeUnit.MINUTES).generation()).isEqualTo(store.generation());
    }
  }

  @Test
  void schedule_tellsTheRelayWhatAnyRelayFound() throws InterruptedException {
    PlantedFollows.into(test);

    try (TrustSchedule runs = schedule(Duration.ofHours(1), 1 << 24)) {
      runs.start(executor);
      Reputation own = told.poll(3, TimeUnit.MINUTES);
      assertThat(own.trusted())
          .contains(PlantedFollows.SEED)
          .doesNotContain(PlantedFollows.key(PlantedFollows.CROWD + 1));
      assertThat(own.trustedFollowers(PlantedFollows.key(2))).isPositive();
      assertThat(own.trustedFollowers(PlantedFollows.key(PlantedFollows.CROWD + 1))).isZero();
    }
    try (TrustSchedule reads = schedule(Duration.ZERO, 1 << 24)) {
      reads.start(executor);
      assertThat(told.poll(3, TimeUnit.MINUTES).generation()).isEqualTo(store.generation());
    }
    assertThat(test.number("SELECT count(*) FROM graph_generation")).isEqualTo(1);
  }

  @Test
  void schedule_afterAFault_waitsAndTellsNothing() throws Exception {
    PlantedFollows.into(test);

    try (TrustSchedule fails = schedule(Duration.ofHours(1), 1_000)) {
      fails.start(executor);
      executor.submit(() -> {}).get(3, TimeUnit.MINUTES); // the first look is over
    }

    assertThat(told).isEmpty();
    assertThat(test.rows("SELECT step, outcome FROM job_runs")).isEqualTo("load|failed");
  }
}
