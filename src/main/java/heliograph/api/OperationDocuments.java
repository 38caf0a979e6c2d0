package heliograph.api;

import heliograph.database.DatabaseHealth;
import heliograph.statistics.OperationStatistics.JobRun;
import heliograph.statistics.OperationStatistics.Partition;
import heliograph.statistics.OperationStatistics.Snapshot;
import heliograph.statistics.Page;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbProperty;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answers of the operation's resources; each record is a JSON object. */
public final class OperationDocuments {
  private OperationDocuments() {}

  @Schema(description = "Snapshots of the stores, the oldest first")
  public record Storage(
      Instant from,
      Instant to,
      List<Snapshot> snapshots,
      @Schema(description = StatisticsDocuments.NEXT) Optional<String> next) {}

  @Schema(description = "The last run of each step of each job")
  public record Jobs(List<LastRun> jobs) {}

  /** The last run of a step, without its detail, which may not be public. */
  public record LastRun(
      String job,
      String step,
      Instant startedAt,
      Optional<Instant> endedAt,
      @Schema(enumeration = {"running", "succeeded", "failed", "skipped"}) String outcome) {
    static LastRun of(JobRun run) {
      return new LastRun(run.job(), run.step(), run.startedAt(), run.endedAt(), run.outcome());
    }
  }

  @Schema(description = "The runs of a job, the last ones first")
  public record Runs(
      List<Run> runs, @Schema(description = StatisticsDocuments.NEXT) Optional<String> next) {
    static Runs of(Page<JobRun> page) {
      return new Runs(page.rows().stream().map(Run::of).toList(), page.following());
    }
  }

  /** One run of a step of a job; see {@link JobRun}. */
  @Schema(name = "JobRun")
  public record Run(
      long id,
      String job,
      String step,
      Instant startedAt,
      Optional<Instant> endedAt,
      @Schema(enumeration = {"running", "succeeded", "failed", "skipped"}) String outcome,
      @Schema(description = "Its results as figures; a message if it has none") JsonObject detail) {
    static Run of(JobRun run) {
      return new Run(
          run.id(),
          run.job(),
          run.step(),
          run.startedAt(),
          run.endedAt(),
          run.outcome(),
          figures(run.detail()));
    }

    /** Returns the detail as an object; a sentence becomes a message. */
    private static JsonObject figures(String detail) {
      if (detail.startsWith("{")) {
        try (JsonReader reader = Json.createReader(new StringReader(detail))) {
          return reader.readObject();
        } catch (JsonException e) {
          return message(detail); // a sentence that begins with a brace
        }
      }
      return message(detail);
    }

    private static JsonObject message(String text) {
      return text.isEmpty()
          ? JsonValue.EMPTY_JSON_OBJECT
          : Json.createObjectBuilder().add("message", text).build();
    }
  }

  @Schema(description = "The partitions of the events' table")
  public record Partitions(List<Partition> partitions) {}

  /** The pools, with the names of the health check. */
  @Schema(description = "The connections to the database")
  public record Pools(
      @Schema(description = "up, or the reason why it is not") String state,
      boolean write,
      boolean read,
      @JsonbProperty("writePoolSize") int writePoolSize,
      @JsonbProperty("readPoolSize") int readPoolSize,
      @JsonbProperty("writeIdleCount") int writeIdleCount,
      @JsonbProperty("readIdleCount") int readIdleCount,
      @JsonbProperty("writeWaitingCount") int writeWaitingCount,
      @JsonbProperty("readWaitingCount") int readWaitingCount,
      @Schema(description = "Whether reads go to a replica") boolean replica) {
    static Pools of(DatabaseHealth health) {
      return new Pools(
          health.state(),
          health.write(),
          health.read(),
          health.writePoolSize(),
          health.readPoolSize(),
          health.writeIdleCount(),
          health.readIdleCount(),
          health.writeWaitingCount(),
          health.readWaitingCount(),
          health.replica());
    }
  }
}
