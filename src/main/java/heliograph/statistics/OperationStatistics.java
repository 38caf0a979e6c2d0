package heliograph.statistics;

import heliograph.database.Row;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Statistics of the growth of stores, the relays that authors use, and the maintenance of the
 * database. Thread-safe.
 */
public final class OperationStatistics {
  private static final Duration RUNS_AGE_MAX = Duration.ofDays(366);

  /** The age up to which last runs are searched; the rarest jobs run once a month. */
  private static final Duration LAST_RUN_AGE_MAX = Duration.ofDays(62);

  private static final int LIST_MAX = 1_000;

  private final Questions questions;
  private final Clock clock;

  OperationStatistics(Questions questions, Clock clock) {
    this.questions = questions;
    this.clock = clock;
  }

  /**
   * A snapshot of a relay's store.
   *
   * @param relay the relay whose store it is
   * @param changes the number of changes kept in the feed
   * @param usedBytes the bytes of the store in use
   * @param mapBytes the bytes to which the store may grow
   * @param databaseBytes the size of the statistics' database
   */
  public record Snapshot(
      Instant at,
      UUID relay,
      long events,
      long changes,
      long usedBytes,
      long mapBytes,
      long databaseBytes) {}

  /** Returns the snapshots of a period, the oldest first. */
  public Page<Snapshot> storage(Period period, PageRequest page) {
    PageRequest.Key key = page.after(Instant.EPOCH, new UUID(0, 0));
    List<Snapshot> rows =
        new Question(
                "storage",
                """
                SELECT * FROM storage_snapshots
                 WHERE taken_at >= ? AND taken_at < ? AND (taken_at, app_id) > (?, ?::uuid)
                 ORDER BY taken_at, app_id LIMIT ?\
                """,
                period.from(),
                period.to(),
                key.time(0),
                uuid(key.text(1)),
                page.limit() + 1)
            .rows(
                questions,
                row ->
                    new Snapshot(
                        row.getInstant("taken_at"),
                        row.getObject("app_id", UUID.class),
                        row.getLong("events"),
                        row.getLong("changes"),
                        row.getLong("used_bytes"),
                        row.getLong("map_bytes"),
                        row.getLong("database_bytes")));
    return Page.of(rows, page.limit(), row -> PageRequest.key(row.at(), row.relay()));
  }

  private static String uuid(String text) {
    try {
      return UUID.fromString(text).toString();
    } catch (IllegalArgumentException e) {
      throw new QuestionException("after must be the next of the page before", e);
    }
  }

  private static final Popularity<RelayUse> RELAYS =
      new Popularity<>(
          "relays",
          "relay_popularity",
          """
          SELECT relay, count(*) AS authors, count(*) FILTER (WHERE reads) AS readers,
                 count(*) FILTER (WHERE writes) AS writers
            FROM relay_use GROUP BY relay\
          """,
          "authors",
          "relay",
          "r.url, p.authors, p.readers, p.writers FROM page p JOIN relay r ON r.id = p.relay",
          -1,
          row ->
              new RelayUse(
                  row.getString("url"),
                  row.getLong("authors"),
                  row.getLong("readers"),
                  row.getLong("writers")));

  /** The number of authors that list a relay (NIP-65), for reading and for writing. */
  public record RelayUse(String url, long authors, long readers, long writers) {}

  /**
   * Returns the relays that authors list, those of most authors first: as counted by the last
   * nightly maintenance or, before the first one, from the lists.
   */
  public Page<RelayUse> relays(PageRequest page) {
    return RELAYS.page(questions, page);
  }

  /**
   * One run of a step of a job.
   *
   * @param outcome running, succeeded, failed or skipped
   * @param detail what it did, or why it failed
   */
  public record JobRun(
      long id,
      String job,
      String step,
      Instant startedAt,
      Optional<Instant> endedAt,
      String outcome,
      String detail) {}

  /** Returns the last run of each step of each job, in two months. */
  public List<JobRun> lastRuns() {
    return new Question(
            "jobs",
            """
            SELECT DISTINCT ON (job, step) * FROM job_runs
             WHERE started_at >= ? ORDER BY job, step, started_at DESC, id DESC LIMIT ?\
            """,
            clock.instant().minus(LAST_RUN_AGE_MAX),
            LIST_MAX)
        .rows(questions, OperationStatistics::run);
  }

  /** Returns the runs of a job, the last ones first; empty if there is no run of such a job. */
  public Optional<Page<JobRun>> runs(String job, PageRequest page) {
    PageRequest.Key key = page.after(Instant.parse("9999-12-31T00:00:00Z"), Long.MAX_VALUE);
    OffsetDateTime since = utc(clock.instant().minus(RUNS_AGE_MAX));
    return questions.askEntities(
        "runs of a job",
        entities -> {
          List<JobRun> rows =
              runs(entities, job, since, utc(key.time(0)), key.number(1), page.limit() + 1);
          return rows.isEmpty() && !hasRun(entities, job, since)
              ? Optional.empty()
              : Optional.of(
                  Page.of(rows, page.limit(), row -> PageRequest.key(row.startedAt(), row.id())));
        });
  }

  private static List<JobRun> runs(
      EntityManager entities,
      String job,
      OffsetDateTime since,
      OffsetDateTime at,
      long id,
      int wanted) {
    return entities
        .createQuery(
            """
            SELECT r FROM JobRun r
             WHERE r.job = :job AND r.startedAt >= :since AND r.startedAt <= :at
               AND (r.startedAt < :at OR r.id < :id)
             ORDER BY r.startedAt DESC, r.id DESC\
            """,
            JobRunEntity.class)
        .setParameter("job", job)
        .setParameter("since", since)
        .setParameter("at", at)
        .setParameter("id", id)
        .setMaxResults(wanted)
        .getResultStream()
        .map(JobRunEntity::value)
        .toList();
  }

  private static boolean hasRun(EntityManager entities, String job, OffsetDateTime since) {
    return runs(entities, job, since, OffsetDateTime.MAX.withYear(9999), Long.MAX_VALUE, 1).size()
        > 0;
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private static JobRun run(Row row) {
    return new JobRun(
        row.getLong("id"),
        row.getString("job"),
        row.getString("step"),
        row.getInstant("started_at"),
        row.findInstant("ended_at"),
        row.getString("outcome"),
        row.getString("detail"));
  }

  /**
   * A partition of {@code analytics_events}.
   *
   * @param bounds the bounds as PostgreSQL writes them
   * @param rowsEstimated the rows estimated by its last ANALYZE; −1 before the first
   * @param bytes the size with indexes
   */
  public record Partition(String name, String bounds, long rowsEstimated, long bytes) {}

  /** Returns the partitions of {@code analytics_events}, by name. */
  public List<Partition> partitions() {
    return new Question(
            "partitions",
            """
            SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bounds,
                   c.reltuples::bigint AS estimate, pg_total_relation_size(c.oid) AS bytes
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = 'analytics_events'::regclass
             ORDER BY c.relname LIMIT ?\
            """,
            LIST_MAX)
        .rows(
            questions,
            row ->
                new Partition(
                    row.getString("relname"),
                    row.getString("bounds"),
                    row.getLong("estimate"),
                    row.getLong("bytes")));
  }
}
