package heliograph.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.config.RelayConfig;
import heliograph.database.TestDatabase;
import heliograph.metrics.InMemoryMeters;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From edges in PostgreSQL to ranks and clusters in it. */
class TrustJobsTest {
  private static final int CROWD = PlantedFollows.CROWD;
  private static final int RING = PlantedFollows.RING;
  private static final long PLENTY = 1 << 24;

  private final TestDatabase test = new TestDatabase();
  private final GraphTables store = new GraphTables(test.database(), new UUID(1, 1));
  private final InMemoryMeters meters = new InMemoryMeters();

  @AfterEach
  void close() {
    test.close();
  }

  private static RelayConfig config(String... seeds) {
    Map<String, String> values = Map.of("heliograph.trust.seeds", String.join(",", seeds));
    return RelayConfig.read(name -> Optional.ofNullable(values.get(name)));
  }

  private TrustJobs jobs() {
    return new TrustJobs(store, () -> config(PlantedFollows.SEED.hex()), PLENTY, 1, meters);
  }

  private String current(String table) {
    return table + " WHERE generation = (SELECT generation FROM graph_current)";
  }

  @Test
  void run_plantedGraph_comesOutAsRanksAndClusters() {
    PlantedFollows.into(test);

    assertThat(jobs().run(Duration.ofHours(1), Runnable::run)).isTrue();

    assertThat(
            test.rows("SELECT rank, followers FROM " + current("trust_ranks") + " AND account = 3"))
        .isEqualTo("100|5");
    assertThat(test.number("SELECT count(*) FROM " + current("trust_ranks") + " AND rank > 0"))
        .isGreaterThan(CROWD / 2);
    assertThat(test.number("SELECT max(account) FROM " + current("trust_ranks")))
        .as("the ring has no rank")
        .isLessThanOrEqualTo(3 * CROWD);
    assertThat(test.rows("SELECT account FROM " + current("bot_cluster_members") + " ORDER BY 1"))
        .isEqualTo(
            IntStream.rangeClosed(CROWD + 1, CROWD + RING)
                .mapToObj(bot -> "" + PlantedFollows.number(bot))
                .collect(Collectors.joining("\n")));
    assertThat(
            test.rows(
                "SELECT size, internal_density, inbound_ratio, array_length(reasons, 1),"
                    + " features->>'age_spread_seconds' FROM "
                    + current("bot_clusters")))
        .isEqualTo("12|1|0|4|0");
    assertThat(test.number("SELECT count(*) FROM " + current("spam_candidates"))).isEqualTo(RING);
    assertThat(test.rows("SELECT DISTINCT reasons FROM " + current("spam_candidates")))
        .isEqualTo("{BOT_CLUSTER,NO_TRUST,NO_TRUSTED_FOLLOWER}");
    assertThat(test.number("SELECT count(*) FROM " + current("community_members")))
        .isEqualTo(CROWD + RING);
    assertThat(
            test.rows(
                "SELECT abs(sum(modularity) - (SELECT (detail->>'modularity')::float8 FROM"
                    + " graph_generation)) < 0.001 FROM "
                    + current("communities")))
        .isEqualTo("t");
    assertThat(
            test.rows(
                "SELECT window_days, account, followers, gained, lost FROM "
                    + current("follower_trends")
                    + " ORDER BY 1, 2"))
        .isEqualTo("1|15|17|12|0\n7|15|17|12|0\n30|6|5|1|3\n30|15|17|12|0");
    assertThat(test.rows("SELECT step, outcome FROM job_runs ORDER BY id"))
        .isEqualTo("load|succeeded\ncompute|succeeded\npublish|succeeded");
  }

  @Test
  void run_again_replacesTheFirstAndKeepsFingerprints() {
    PlantedFollows.into(test);
    jobs().run(Duration.ZERO, Runnable::run);
    String clusters = "SELECT fingerprint, first_detected_at FROM ";
    String first = test.rows(clusters + current("bot_clusters"));
    test.execute("DELETE FROM follow WHERE 3 * 72 IN (source, target)");

    jobs().run(Duration.ZERO, Runnable::run);
    jobs().run(Duration.ZERO, Runnable::run);

    assertThat(test.rows(clusters + current("bot_clusters"))).isEqualTo(first);
    assertThat(test.number("SELECT size FROM " + current("bot_clusters"))).isEqualTo(RING - 1);
    assertThat(test.number("SELECT count(*) FROM graph_generation")).isEqualTo(3);
    assertThat(test.number("SELECT count(DISTINCT generation) FROM trust_ranks"))
        .as("rows of every account: this generation's and the last one's")
        .isEqualTo(2);
  }

  @Test
  void run_abortedBeforeCommit_leavesTheOldGeneration() {
    PlantedFollows.into(test);
    jobs().run(Duration.ZERO, Runnable::run);
    long generation = store.generation();
    String ranks = test.rows("SELECT * FROM trust_ranks ORDER BY account");

    assertThatThrownBy(() ->
            store.tryRun(
                Duration.ZERO,
                run ->
                    run.step(
                        "publish",
                        () ->
                            run.publish(
                                "{}",
                                writer -> {
                                  for (int account = 1; account < 2_500; account++) {
                                    writer.rank(account, 1, 1, 1);
                                  }
                                  throw new IllegalStateException("the process ends here");
                                }),
                        String::valueOf)))
        .hasMessage("the process ends here");

    assertThat(store.generation()).isEqualTo(generation);
    assertThat(test.number("SELECT count(*) FROM graph_generation")).isEqualTo(1);
    assertThat(test.rows("SELECT * FROM trust_ranks ORDER BY account")).isEqualTo(ranks);
    assertThat(test.rows("SELECT outcome, detail FROM job_runs ORDER BY id DESC LIMIT 1"))
        .isEqualTo("failed|the process ends here");
    assertThat(jobs().run(Duration.ZERO, Runnable::run)).as("the lock is free again").isTrue();
  }

  @Test
  void run_connectionCutInTheMiddle_publishesNothing() {
    PlantedFollows.into(test);

    assertThatThrownBy(() ->
            store.tryRun(
                Duration.ZERO,
                run ->
                    run.publish(
                        "{}",
                        writer -> {
                          writer.rank(3, 1, 1, 1);
                          test.execute(
                              "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype ="
                                  + " 'advisory' AND database = (SELECT oid FROM pg_database WHERE"
                                  + " datname = current_database())");
                        })))
        .isInstanceOf(RuntimeException.class);

    assertThat(store.generation()).isZero();
    assertThat(test.number("SELECT count(*) FROM graph_generation")).isZero();
  }

  @Test
  void run_whileAnotherIsAtIt_isLeftToIt() {
    PlantedFollows.into(test);
    TrustJobs other =
        new TrustJobs(
            new GraphTables(test.database(), new UUID(2, 2)), () -> config(), PLENTY, 1, meters);

    assertThat(
            store.tryRun(
                Duration.ZERO,
                run -> assertThat(other.run(Duration.ZERO, Runnable::run)).isFalse()))
        .isTrue();

    assertThat(other.run(Duration.ZERO, Runnable::run)).isTrue();
    assertThat(jobs().run(Duration.ofHours(1), Runnable::run))
        .as("another was there just now")
        .isFalse();
    assertThat(test.number("SELECT count(*) FROM graph_generation")).isEqualTo(1);
  }

  @Test
  void run_whileARelayReadsItsStore_waitsForIt() {
    PlantedFollows.into(test);
    test.execute(
        "INSERT INTO consumer_offsets (consumer, instance, seq, read_at, complete)"
            + " VALUES ('feed', gen_random_uuid(), 5, to_timestamp(0), false)");

    assertThat(jobs().run(Duration.ZERO, Runnable::run)).isFalse();
    assertThat(test.number("SELECT count(*) FROM graph_generation")).isZero();

    test.execute("UPDATE consumer_offsets SET complete = true");
    assertThat(jobs().run(Duration.ZERO, Runnable::run)).isTrue();
    assertThat(test.rows("SELECT complete FROM graph_generation")).isEqualTo("t");
  }

  @Test
  void run_besideARelayThatStoppedInTheMiddle_saysThatItIsIncomplete() {
    PlantedFollows.into(test);
    test.execute(
        "INSERT INTO consumer_offsets (consumer, instance, seq, read_at, complete, moved_at)"
            + " VALUES ('feed', gen_random_uuid(), 5, to_timestamp(0), false,"
            + " now() - interval '11 minutes')");

    assertThat(jobs().run(Duration.ZERO, Runnable::run)).isTrue();
    assertThat(test.rows("SELECT complete FROM graph_generation")).isEqualTo("f");
  }

  @Test
  void run_stepsOfIt_noteFiguresAsJson() {
    PlantedFollows.into(test);
    jobs().run(Duration.ZERO, Runnable::run);

    assertThat(
            test.rows(
                "SELECT step, detail::jsonb ? 'accounts',"
                    + " jsonb_typeof(detail::jsonb -> 'millis' -> 'trust'),"
                    + " jsonb_typeof(detail::jsonb -> 'generation') FROM job_runs ORDER BY id"))
        .isEqualTo("load|t|null|null\ncompute|f|number|null\npublish|f|null|number");
  }

  @Test
  void run_stopped_publishesNothing() {
    PlantedFollows.into(test);
    TrustJobs jobs = jobs();
    jobs.stop();

    assertThatThrownBy(() -> jobs.run(Duration.ZERO, Runnable::run))
        .isInstanceOf(CancellationException.class);

    assertThat(store.generation()).isZero();
    assertThat(test.rows("SELECT step, outcome, detail FROM job_runs"))
        .isEqualTo("load|failed|stopped");
    assertThat(jobs.progress().step()).isEqualTo("idle");
  }

  @Test
  void run_withoutSeeds_trustsNobody() {
    PlantedFollows.into(test);

    new TrustJobs(store, () -> config(), PLENTY, 1, meters).run(Duration.ZERO, Runnable::run);

    assertThat(test.number("SELECT count(*) FROM trust_ranks")).isZero();
    assertThat(test.number("SELECT count(*) FROM " + current("bot_clusters"))).isEqualTo(1);
  }

  @Test
  void run_graphLargerThanItsHeap_isRefusedAndTheOldResultsStay() {
    PlantedFollows.into(test);
    jobs().run(Duration.ZERO, Runnable::run);
    long generation = store.generation();
    TrustJobs poor = new TrustJobs(store, () -> config(), 10_000, 1, meters);

    assertThatThrownBy(() -> poor.run(Duration.ZERO, Runnable::run))
        .hasMessageContaining("more heap");

    assertThat(store.generation()).isEqualTo(generation);
    assertThat(test.rows("SELECT step, outcome FROM job_runs ORDER BY id DESC LIMIT 1"))
        .isEqualTo("load|failed");
  }
}
