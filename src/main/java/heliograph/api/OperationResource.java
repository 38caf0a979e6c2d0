package heliograph.api;

import heliograph.analytics.DatabaseHealth;
import heliograph.analytics.OperationStatistics.JobRun;
import heliograph.analytics.OperationStatistics.Snapshot;
import heliograph.analytics.Period;
import heliograph.analytics.Statistics;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the store grows and how the statistics are kept. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operation")
public class OperationResource {
  private static final Duration MONTH = Duration.ofDays(30);

  @Inject private StatisticsSource source;
  @Context private Request request;

  private Statistics statistics() {
    return Answers.statistics(source);
  }

  @GET
  @Path("/storage")
  @Operation(summary = "What was stored at which time, the oldest first; of 30 days")
  public Response storage(@BeanParam PeriodParameters time, @BeanParam PageParameters page) {
    Period period = time.period(MONTH);
    return Answers.ok(
        request,
        PageParameters.add(
                Json.createObjectBuilder()
                    .add("from", period.from().toString())
                    .add("to", period.to().toString()),
                "snapshots",
                statistics().operation().storage(period, page.page()),
                OperationResource::json)
            .build());
  }

  private static JsonObjectBuilder json(Snapshot snapshot) {
    return Json.createObjectBuilder()
        .add("at", snapshot.at().toString())
        .add("relay", snapshot.relay().toString())
        .add("events", snapshot.events())
        .add("changes", snapshot.changes())
        .add("used_bytes", snapshot.usedBytes())
        .add("map_bytes", snapshot.mapBytes())
        .add("database_bytes", snapshot.databaseBytes());
  }

  @GET
  @Path("/jobs")
  @Operation(summary = "The last run of each step of each job")
  public Response jobs() {
    JsonArrayBuilder jobs = Json.createArrayBuilder();
    statistics().operation().lastRuns().forEach(run -> jobs.add(json(run)));
    return Answers.ok(request, Json.createObjectBuilder().add("jobs", jobs).build());
  }

  @GET
  @Path("/jobs/{job}/runs")
  @AdminOnly
  @Operation(summary = "The runs of a job with what they did, the last ones first; administrators'")
  public Response runs(@PathParam("job") String job, @BeanParam PageParameters page) {
    return Answers.ok(
        request,
        PageParameters.add(
                Json.createObjectBuilder(),
                "runs",
                statistics().operation().runs(job, page.page()),
                run -> json(run).add("detail", run.detail()))
            .build());
  }

  /** Without the detail, which may name what is no business of the public. */
  private static JsonObjectBuilder json(JobRun run) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("job", run.job())
            .add("step", run.step())
            .add("started_at", run.startedAt().toString());
    run.endedAt().ifPresent(at -> json.add("ended_at", at.toString()));
    return json.add("outcome", run.outcome());
  }

  @GET
  @Path("/partitions")
  @AdminOnly
  @Operation(summary = "The partitions of the events' table; administrators'")
  public Response partitions() {
    JsonArrayBuilder partitions = Json.createArrayBuilder();
    statistics()
        .operation()
        .partitions()
        .forEach(partition ->
            partitions.add(
                Json.createObjectBuilder()
                    .add("name", partition.name())
                    .add("bounds", partition.bounds())
                    .add("rows_estimated", partition.rows())
                    .add("bytes", partition.bytes())));
    return Answers.ok(request, Json.createObjectBuilder().add("partitions", partitions).build());
  }

  @GET
  @Path("/pools")
  @AdminOnly
  @Operation(summary = "The connections to the database, also while it is away; administrators'")
  public Response pools() {
    DatabaseHealth health = statistics().health();
    return Answers.ok(
        request,
        Json.createObjectBuilder()
            .add("state", health.state())
            .add("write", health.write())
            .add("read", health.read())
            .add("writePoolSize", health.writePoolSize())
            .add("readPoolSize", health.readPoolSize())
            .add("writeIdleCount", health.writeIdleCount())
            .add("readIdleCount", health.readIdleCount())
            .add("writeWaitingCount", health.writeWaitingCount())
            .add("readWaitingCount", health.readWaitingCount())
            .add("replica", health.replica())
            .build());
  }
}
