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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The growth of the store and the maintenance of the statistics. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operation")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
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
  @Operation(
      operationId = "storage",
      summary = "Snapshots of the stores; 30 days by default; administrators only")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = OperationDocuments.Storage.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> storage(
      @BeanParam PeriodParameters time, @BeanParam PageParameters page) {
    Period period = time.period(MONTH);
    Statistics statistics = statistics();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> {
          Page<Snapshot> found = statistics.operation().storage(period, page.page());
          return new OperationDocuments.Storage(
              period.from(), period.to(), found.rows(), found.following());
        });
  }

  @GET
  @Path("/jobs")
  @Operation(operationId = "jobs", summary = "The last run of each step of each job")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = OperationDocuments.Jobs.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> jobs(@BeanParam FormatParameters format) {
    Statistics statistics = statistics();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        format,
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
  @Operation(
      operationId = "jobRuns",
      summary = "The runs of a job with their results, the last ones first; administrators only")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(responseCode = "404", ref = ResponseNames.NOT_FOUND)
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = OperationDocuments.Runs.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> runs(
      @Parameter(
              description = "The job's name, as in the list of jobs",
              schema = @Schema(pattern = "^[a-z-]{1,64}$"),
              example = "daily")
          @PathParam("job")
          String job,
      @BeanParam PageParameters page) {
    Statistics statistics = statistics();
    return JsonResponses.table(
        desks.administration(),
        servlet,
        page,
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
  @Operation(
      operationId = "partitions",
      summary = "The partitions of the events' table; administrators only")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = OperationDocuments.Partitions.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> partitions(@BeanParam FormatParameters format) {
    Statistics statistics = statistics();
    return JsonResponses.table(
        desks.administration(),
        servlet,
        format,
        () -> new OperationDocuments.Partitions(statistics.operation().partitions()));
  }

  @GET
  @Path("/pools")
  @AdminOnly
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(
      operationId = "pools",
      summary =
          "The connections to the database, also while it is not available; administrators only")
  @APIResponseSchema(OperationDocuments.Pools.class)
  public Response pools() {
    return JsonResponses.now(servlet, OperationDocuments.Pools.of(statistics().health()));
  }
}
