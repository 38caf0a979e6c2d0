package heliograph.statistics;

import heliograph.statistics.OperationStatistics.JobRun;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of {@code job_runs}. Confined to one question. */
@Entity(name = "JobRun")
@Table(name = "job_runs")
class JobRunEntity {
  @Id private long id;
  private String job = "";
  private String step = "";

  @Column(name = "started_at")
  private OffsetDateTime startedAt = OffsetDateTime.MIN;

  @Column(name = "ended_at")
  private @Nullable OffsetDateTime endedAt;

  private String outcome = "";
  private String detail = "";

  JobRun value() {
    return new JobRun(
        id,
        job,
        step,
        startedAt.toInstant(),
        Optional.ofNullable(endedAt).map(OffsetDateTime::toInstant),
        outcome,
        detail);
  }
}
