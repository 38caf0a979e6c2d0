package heliograph.api;

import heliograph.statistics.OperationStatistics.JobRun;
import heliograph.statistics.OperationStatistics.Snapshot;
import heliograph.statistics.Page;
import heliograph.statistics.Period;
import heliograph.statistics.Statistics;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the store grows and how the statistics are kept. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operation")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "503", ref = ResponseNames.SERVICE_UNAVAILABLE)
public class OperationResource {
  private static final Duration MONTH = Duration.ofDays(30);

  @Inject private StatisticsSource source;
  @Inject private QuestionQueues desks;
  @Context private HttpServletRequest servlet;

  private Statistics statistics() {
    return JsonResponses.statistics(source);
  }

  @GET
  @Path("/storage")
  @AdminOnly
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "What was stored at which time, of 30 days; administrators'")
  @APIResponseSchema(OperationDocuments.Storage.class)
  public CompletionStage<Response> storage(
      @BeanParam PeriodParameters time, @BeanParam PageParameters page) {
    Period period = time.period(MONTH);
    Statistics statistics = statistics();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          Page<Snapshot> found = statistics.operation().storage(period, page.page());
          return new OperationDocuments.Storage(
              period.from(), period.to(), found.rows(), found.following());
        });
  }

  @GET
  @Path("/jobs")
  @Operation(summary = "The last run of each step of each job")
  @APIResponseSchema(OperationDocuments.Jobs.class)
  public CompletionStage<Response> jobs() {
    Statistics statistics = statistics();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () ->
            new OperationDocuments.Jobs(
                statistics.operation().lastRuns().stream()
                    .map(OperationDocuments.LastRun::of)
                    .toList()));
  }

  @GET
  @Path("/jobs/{job}/runs")
  @AdminOnly
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "The runs of a job with what they did, the last ones first; administrators'")
  @APIResponseSchema(OperationDocuments.Runs.class)
  public CompletionStage<Response> runs(
      @Parameter(description = "The job's name") @PathParam("job") String job,
      @BeanParam PageParameters page) {
    Statistics statistics = statistics();
    return JsonResponses.later(
        desks.administration(),
        servlet,
        () -> {
          Page<JobRun> found =
              statistics
                  .operation()
                  .runs(job, page.page())
                  .orElseThrow(() -> Problem.notFound("no run of such a job is kept"));
          return OperationDocuments.Runs.of(found);
        });
  }

  @GET
  @Path("/partitions")
  @AdminOnly
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "The partitions of the events' table; administrators'")
  @APIResponseSchema(OperationDocuments.Partitions.class)
  public CompletionStage<Response> partitions() {
    Statistics statistics = statistics();
    return JsonResponses.later(
        desks.administration(),
        servlet,
        () -> new OperationDocuments.Partitions(statistics.operation().partitions()));
  }

  @GET
  @Path("/pools")
  @AdminOnly
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "The connections to the database, also while it is away; administrators'")
  @APIResponseSchema(OperationDocuments.Pools.class)
  public Response pools() {
    return JsonResponses.now(servlet, OperationDocuments.Pools.of(statistics().health()));
  }
}
