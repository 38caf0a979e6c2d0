package heliograph.api;

import heliograph.event.Kinds;
import heliograph.event.PublicKey;
import heliograph.policy.CurrentPolicy;
import heliograph.statistics.AccountStatistics;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Looks up the trust of many keys at once. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "graph")
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "408", ref = ResponseNames.TOO_SLOW)
@APIResponse(responseCode = "413", ref = ResponseNames.TOO_LONG)
@APIResponse(responseCode = "415", ref = ResponseNames.UNSUPPORTED)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
@APIResponse(responseCode = "503", ref = ResponseNames.SERVICE_UNAVAILABLE)
public class TrustLookupResource {
  @Inject private StatisticsSource source;
  @Inject private CurrentPolicy policy;
  @Inject private QuestionQueues queues;
  @Context private HttpServletRequest servlet;

  @POST
  @Path("/trust")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "trustOfKeys",
      summary = "Results about up to 200 keys at once, in the order in which they are named")
  @APIResponse(
      responseCode = "200",
      description = "The results about each key",
      content = @Content(schema = @Schema(implementation = GraphDocuments.TrustOfKeys.class)))
  public CompletionStage<Response> trustOfKeys(
      @RequestBody(content = @Content(schema = @Schema(implementation = GraphDocuments.Keys.class)))
          @Nullable String body) {
    List<PublicKey> keys =
        BodyFields.of(body, Set.of("pubkeys")).texts("pubkeys", AccountStatistics.KEYS_MAX).stream()
            .map(JsonResponses::key)
            .distinct()
            .toList();
    HiddenKinds.unlessPublic(policy, servlet, Kinds.FOLLOWS);
    AccountStatistics accounts = JsonResponses.statistics(source).accounts();
    return JsonResponses.later(
        queues.statistics(), servlet, () -> GraphDocuments.TrustOfKeys.of(accounts.trust(keys)));
  }
}
