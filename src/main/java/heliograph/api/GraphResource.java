package heliograph.api;

import heliograph.event.Kinds;
import heliograph.policy.CurrentPolicy;
import heliograph.statistics.GroupStatistics;
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
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Results about groups in the follow graph: clusters of bots and communities. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "graph")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
@APIResponse(responseCode = "503", ref = ResponseNames.SERVICE_UNAVAILABLE)
public class GraphResource {
  @Inject private StatisticsSource source;
  @Inject private CurrentPolicy policy;
  @Inject private QuestionQueues desks;
  @Context private HttpServletRequest servlet;

  private GroupStatistics graph() {
    HiddenKinds.unlessPublic(policy, servlet, Kinds.FOLLOWS);
    return JsonResponses.statistics(source).graph();
  }

  @GET
  @Path("/graph")
  @Operation(operationId = "graph", summary = "The last run of the graph jobs")
  @APIResponseSchema(GraphDocuments.Generation.class)
  @APIResponse(responseCode = "404", ref = ResponseNames.NOT_FOUND)
  public CompletionStage<Response> last() {
    GroupStatistics graph = graph();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () ->
            graph
                .last()
                .map(GraphDocuments.Generation::of)
                .orElseThrow(() -> Problem.notFound("the graph jobs have not run yet")));
  }

  @GET
  @Path("/clusters")
  @Operation(
      operationId = "clusters",
      summary = "Clusters of accounts that are judged to be bots, and why")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = GraphDocuments.Clusters.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> clusters(@BeanParam PageParameters page) {
    GroupStatistics graph = graph();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> GraphDocuments.Clusters.of(graph.clusters(page.page())));
  }

  @GET
  @Path("/clusters/{cluster}/members")
  @Operation(operationId = "clusterMembers", summary = "The members of a cluster of the last run")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(responseCode = "404", ref = ResponseNames.NOT_FOUND)
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = GraphDocuments.Members.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> clusterMembers(
      @Parameter(
              description = "A cluster's name, as in the list",
              schema = @Schema(pattern = "^([0-9a-f]{2}){1,32}$"),
              example = "0123456789abcdef")
          @PathParam("cluster")
          String cluster,
      @BeanParam PageParameters page) {
    GroupStatistics graph = graph();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () ->
            graph
                .clusterMembers(cluster, page.page())
                .map(GraphDocuments.Members::of)
                .orElseThrow(() -> Problem.notFound("the run has no cluster of that name")));
  }

  @GET
  @Path("/communities")
  @Operation(
      operationId = "communities",
      summary = "Communities, each with its members with most followers")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = GraphDocuments.Communities.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> communities(@BeanParam PageParameters page) {
    GroupStatistics graph = graph();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> GraphDocuments.Communities.of(graph.communities(page.page())));
  }

  @GET
  @Path("/communities/{community}/members")
  @Operation(
      operationId = "communityMembers",
      summary = "The members of a community of the last run")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(responseCode = "404", ref = ResponseNames.NOT_FOUND)
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = GraphDocuments.Members.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> communityMembers(
      @Parameter(
              description = "A community's number in the last run",
              schema = @Schema(type = SchemaType.INTEGER, format = "int32", minimum = "0"),
              example = "0")
          @PathParam("community")
          String community,
      @BeanParam PageParameters page) {
    int number = JsonResponses.number("community", community, 0, Integer.MAX_VALUE);
    GroupStatistics graph = graph();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () ->
            graph
                .communityMembers(number, page.page())
                .map(GraphDocuments.Members::of)
                .orElseThrow(() -> Problem.notFound("the run has no community of that number")));
  }
}
