package heliograph.api;

import heliograph.config.AdminRole;
import heliograph.event.PublicKey;
import heliograph.purge.PurgeResult;
import heliograph.purge.Purges;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Purges of accounts: shown, confirmed, undone; administrators' only. */
@Path("/admin/purges")
@RequestScoped
@NeedsStore
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "purges")
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "404", ref = ResponseNames.NOT_FOUND)
@APIResponse(responseCode = "409", ref = ResponseNames.CONFLICT)
@APIResponse(responseCode = "503", ref = ResponseNames.SERVICE_UNAVAILABLE)
public class PurgesResource {
  private static final int PAGE_MAX = 100;

  @Inject private PurgesSource source;
  @Inject private AuditTrail trail;
  @Inject private QuestionQueues desks;
  @Context private HttpServletRequest servlet;

  @GET
  @AdminOnly
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "Purges, the newest first; administrators'")
  @APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
  @APIResponseSchema(PurgeDocuments.PurgeList.class)
  public CompletionStage<Response> list(
      @Parameter(description = "Only those with a lower number")
          @QueryParam("before")
          @DefaultValue("9223372036854775807")
          String before,
      @Parameter(description = "Purges at most, from 1 to 100")
          @QueryParam("limit")
          @DefaultValue("20")
          String limit) {
    int size = JsonResponses.limit(JsonResponses.number("limit", limit), PAGE_MAX);
    long end = number(before);
    return JsonResponses.later(
        desks.administration(),
        servlet,
        () ->
            new PurgeDocuments.PurgeList(
                purges().before(end, size).stream().map(PurgeDocuments.Purge::of).toList()));
  }

  @GET
  @Path("/{id}")
  @AdminOnly
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "A purge with its accounts and its token; administrators'")
  @APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
  @APIResponseSchema(PurgeDocuments.Preview.class)
  public CompletionStage<Response> one(
      @Parameter(description = "Its number") @PathParam("id") String id) {
    long number = number(id);
    return JsonResponses.later(
        desks.administration(),
        servlet,
        () -> PurgeDocuments.Preview.of(done(purges().find(number))));
  }

  @POST
  @AdminOnly(AdminRole.ADMINISTRATOR)
  @Consumes(MediaType.APPLICATION_JSON)
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "Show what a purge would remove; removes nothing; administrators'")
  @APIResponse(
      responseCode = "200",
      description = "What would go",
      content = @Content(schema = @Schema(implementation = PurgeDocuments.Preview.class)))
  public CompletionStage<Response> preview(
      @RequestBody(
              content = @Content(schema = @Schema(implementation = PurgeDocuments.Question.class)))
          String body) {
    JsonObject question = object(body);
    String reason = question.getString("reason", "");
    return audited(
        "purge preview",
        reason,
        actor -> {
          if (question.get("pubkeys") instanceof JsonArray keys) {
            return PurgeDocuments.Preview.of(done(purges().preview(actor, reason, keys(keys))));
          }
          if (question.get("candidates") instanceof JsonObject candidates) {
            double scoreMin =
                candidates.get("score_min") instanceof JsonNumber score ? score.doubleValue() : 0;
            int limit = candidates.getInt("limit", Purges.KEYS_MAX);
            return PurgeDocuments.Preview.of(
                done(purges().preview(actor, reason, scoreMin, limit)));
          }
          throw Problem.badRequest("a purge names its pubkeys, or asks for candidates");
        });
  }

  @POST
  @Path("/{id}/confirm")
  @AdminOnly(AdminRole.ADMINISTRATOR)
  @Consumes(MediaType.APPLICATION_JSON)
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "Ban the accounts of a preview and remove their events; administrators'")
  @APIResponse(
      responseCode = "200",
      description = "How it went",
      content = @Content(schema = @Schema(implementation = PurgeDocuments.Purge.class)))
  public CompletionStage<Response> confirm(
      @Parameter(description = "Its number") @PathParam("id") String id,
      @RequestBody(
              content = @Content(schema = @Schema(implementation = PurgeDocuments.Token.class)))
          String body) {
    String token = object(body).getString("token", "");
    long number = number(id);
    return audited(
        "purge confirm",
        id,
        actor -> PurgeDocuments.Purge.of(done(purges().confirm(actor, number, token))));
  }

  @POST
  @Path("/{id}/undo")
  @AdminOnly(AdminRole.ADMINISTRATOR)
  @Consumes(MediaType.APPLICATION_JSON)
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "Lift the bans of a purge, take its events in again; administrators'")
  @APIResponse(
      responseCode = "200",
      description = "How it went",
      content = @Content(schema = @Schema(implementation = PurgeDocuments.Purge.class)))
  public CompletionStage<Response> undo(
      @Parameter(description = "Its number") @PathParam("id") String id,
      @RequestBody(
              content = @Content(schema = @Schema(implementation = PurgeDocuments.Token.class)))
          String body) {
    String token = object(body).getString("token", "");
    long number = number(id);
    return audited(
        "purge undo",
        id,
        actor -> PurgeDocuments.Purge.of(done(purges().undo(actor, number, token))));
  }

  private Purges purges() {
    return source
        .purges()
        .orElseThrow(() -> Problem.unavailable("without statistics, purges are not kept"));
  }

  /** Does something that is in the audit trail before it is begun; else nothing is done. */
  private CompletionStage<Response> audited(
      String action, String about, Function<String, Object> change) {
    Caller caller = Caller.of(servlet);
    AuditTrail.Entry entry = caller.entry(action, Json.createArrayBuilder().add(about).build());
    return JsonResponses.inTurn(
        desks.administration(),
        servlet,
        () -> JsonResponses.done(noted(entry, () -> change.apply(caller.name()))));
  }

  private Object noted(AuditTrail.Entry entry, Supplier<Object> change) {
    long begun;
    try {
      begun = trail.begin(entry);
    } catch (UncheckedIOException e) {
      throw Problem.unavailable("the relay could not write this down, so nothing was changed");
    }
    String error = "failed";
    try {
      Object result = change.get();
      error = "";
      return result;
    } catch (Problem e) {
      error = String.valueOf(e.getMessage());
      throw e;
    } finally {
      trail.end(begun, entry, error);
    }
  }

  private static <T> T done(PurgeResult<T> result) {
    return switch (result) {
      case PurgeResult.Done<T>(T value) -> value;
      case PurgeResult.NotFound<T>(String sentence) -> throw Problem.notFound(sentence);
      case PurgeResult.Refused<T>(String sentence) -> throw Problem.badRequest(sentence);
      case PurgeResult.Conflict<T>(String sentence) -> throw Problem.conflict(sentence);
    };
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Problem.badRequest("not the number of a purge: " + text);
    }
  }

  private static JsonObject object(String body) {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return reader.readObject();
    } catch (JsonException e) {
      throw Problem.badRequest("the body must be a JSON object");
    }
  }

  private static List<PublicKey> keys(JsonArray array) {
    return array.stream()
        .map(value -> JsonResponses.key(value instanceof JsonString text ? text.getString() : ""))
        .toList();
  }
}
