package heliograph.api;

import heliograph.config.AdminRole;
import heliograph.event.PublicKey;
import heliograph.purge.PurgeResult;
import heliograph.purge.Purges;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Purges of accounts: preview, confirm, undo; for administrators only. */
@Path("/admin/purges")
@RequestScoped
@NeedsStore
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "purges")
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
@APIResponse(responseCode = "404", ref = ResponseNames.NOT_FOUND)
@APIResponse(responseCode = "409", ref = ResponseNames.CONFLICT)
@APIResponse(responseCode = "503", ref = ResponseNames.SERVICE_UNAVAILABLE)
public class PurgesResource {
  private static final int PAGE_MAX = 100;
  private static final int PAGE_USUAL = 20;
  private static final int REASON_MAX = 1_000;
  private static final int TOKEN_MAX = 200;

  @Inject private PurgesSource source;
  @Inject private AuditTrail trail;
  @Inject private QuestionQueues desks;
  @Context private HttpServletRequest servlet;

  @GET
  @AdminOnly
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(operationId = "purges", summary = "Purges, the newest first; administrators only")
  @APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
  @APIResponseSchema(PurgeDocuments.PurgeList.class)
  public CompletionStage<Response> list(@BeanParam NumberedPageParameters page) {
    int size = page.limit(PAGE_USUAL, PAGE_MAX);
    long end = page.before();
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
  @Operation(
      operationId = "purge",
      summary = "A purge with its accounts and its token; administrators only")
  @APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
  @APIResponseSchema(PurgeDocuments.Preview.class)
  public CompletionStage<Response> one(@BeanParam PurgeParameters purge) {
    long number = purge.number();
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
  @Operation(
      operationId = "previewPurge",
      summary = "Show what a purge would remove, without removing it; administrators only")
  @APIResponse(responseCode = "408", ref = ResponseNames.TOO_SLOW)
  @APIResponse(responseCode = "413", ref = ResponseNames.TOO_LONG)
  @APIResponse(responseCode = "415", ref = ResponseNames.UNSUPPORTED)
  @APIResponse(
      responseCode = "200",
      description = "What would be removed",
      content = @Content(schema = @Schema(implementation = PurgeDocuments.Preview.class)))
  public CompletionStage<Response> preview(
      @RequestBody(
              content = @Content(schema = @Schema(implementation = PurgeDocuments.Question.class)))
          @Nullable String body) {
    BodyFields question = BodyFields.of(body, Set.of("reason", "pubkeys", "candidates"));
    String reason = question.text("reason", REASON_MAX);
    if (question.has("pubkeys") == question.has("candidates")) {
      throw Problem.badRequest("a purge names its pubkeys, or asks for candidates");
    }
    if (question.has("pubkeys")) {
      List<PublicKey> keys =
          question.texts("pubkeys", Purges.KEYS_MAX).stream().map(JsonResponses::key).toList();
      return audited(
          "purge preview",
          reason,
          actor -> PurgeDocuments.Preview.of(done(purges().preview(actor, reason, keys))));
    }
    BodyFields candidates = question.object("candidates", Set.of("score_min", "limit"));
    double scoreMin = candidates.share("score_min");
    int limit = candidates.number("limit", 1, Purges.KEYS_MAX, Purges.KEYS_MAX);
    return audited(
        "purge preview",
        reason,
        actor -> PurgeDocuments.Preview.of(done(purges().preview(actor, reason, scoreMin, limit))));
  }

  @POST
  @Path("/{id}/confirm")
  @AdminOnly(AdminRole.ADMINISTRATOR)
  @Consumes(MediaType.APPLICATION_JSON)
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(
      operationId = "confirmPurge",
      summary = "Ban the accounts of a preview and remove their events; administrators only")
  @APIResponse(responseCode = "408", ref = ResponseNames.TOO_SLOW)
  @APIResponse(responseCode = "413", ref = ResponseNames.TOO_LONG)
  @APIResponse(responseCode = "415", ref = ResponseNames.UNSUPPORTED)
  @APIResponse(
      responseCode = "200",
      description = "The purge afterwards",
      content = @Content(schema = @Schema(implementation = PurgeDocuments.Purge.class)))
  public CompletionStage<Response> confirm(
      @BeanParam PurgeParameters purge,
      @RequestBody(
              content = @Content(schema = @Schema(implementation = PurgeDocuments.Token.class)))
          @Nullable String body) {
    long number = purge.number();
    String token = BodyFields.of(body, Set.of("token")).text("token", TOKEN_MAX);
    return audited(
        "purge confirm",
        Long.toString(number),
        actor -> PurgeDocuments.Purge.of(done(purges().confirm(actor, number, token))));
  }

  @POST
  @Path("/{id}/undo")
  @AdminOnly(AdminRole.ADMINISTRATOR)
  @Consumes(MediaType.APPLICATION_JSON)
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(
      operationId = "undoPurge",
      summary = "Lift the bans of a purge and store its events again; administrators only")
  @APIResponse(responseCode = "408", ref = ResponseNames.TOO_SLOW)
  @APIResponse(responseCode = "413", ref = ResponseNames.TOO_LONG)
  @APIResponse(responseCode = "415", ref = ResponseNames.UNSUPPORTED)
  @APIResponse(
      responseCode = "200",
      description = "The purge afterwards",
      content = @Content(schema = @Schema(implementation = PurgeDocuments.Purge.class)))
  public CompletionStage<Response> undo(
      @BeanParam PurgeParameters purge,
      @RequestBody(
              content = @Content(schema = @Schema(implementation = PurgeDocuments.Token.class)))
          @Nullable String body) {
    long number = purge.number();
    String token = BodyFields.of(body, Set.of("token")).text("token", TOKEN_MAX);
    return audited(
        "purge undo",
        Long.toString(number),
        actor -> PurgeDocuments.Purge.of(done(purges().undo(actor, number, token))));
  }

  private Purges purges() {
    return source
        .purges()
        .orElseThrow(() -> Problem.unavailable("without statistics, purges are not kept"));
  }

  /** Runs an action that is written to the audit trail first; if that fails, it is not run. */
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
}
