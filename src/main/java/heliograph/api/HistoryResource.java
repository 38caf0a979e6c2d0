package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.archive.TimeCapsule;
import heliograph.event.KindClass;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.Visibility;
import heliograph.policy.CurrentPolicy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What authors had before they replaced it, as far as a REQ of the asker would be shown it. */
@Path("/history/{pubkey}")
@RequestScoped
@Tag(name = "history")
@APIResponse(responseCode = "304", ref = "Unchanged")
@APIResponse(responseCode = "400", ref = "WrongQuestion")
@APIResponse(responseCode = "401", ref = "NoProof")
@APIResponse(responseCode = "403", ref = "NoAdministrator")
@APIResponse(responseCode = "404", ref = "NoSuchThing")
public class HistoryResource {
  private static final String KIND = "A replaceable or addressable kind";
  private static final String D = "What tells addressable events apart (their d tag)";

  @Inject private TimeCapsule capsule;
  @Inject private CurrentPolicy policy;
  @Inject private Desks desks;
  @Context private HttpServletRequest servlet;

  @Parameter(description = "The author's key, hex or npub")
  @PathParam("pubkey")
  private String pubkey;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Addresses of an author of which earlier versions are kept")
  @APIResponseSchema(HistoryDocuments.Addresses.class)
  public CompletionStage<Response> addresses() {
    PublicKey author = author();
    Visibility visibility = visibility();
    return Answers.later(
        desks.statistics(),
        servlet,
        () ->
            new HistoryDocuments.Addresses(
                author, List.copyOf(capsule.addresses(author, visibility))));
  }

  @GET
  @Path("/{kind}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Changes of one address, newest first, the current version among them")
  @APIResponseSchema(HistoryDocuments.Changes.class)
  public CompletionStage<Response> changes(
      @Parameter(description = KIND) @PathParam("kind") int kind,
      @Parameter(description = D) @QueryParam("d") @DefaultValue("") String d,
      @Parameter(description = "Versions with a created_at before this one; without: all")
          @QueryParam("before")
          @DefaultValue("9223372036854775807")
          long before,
      @Parameter(description = "Changes at most, from 1 to " + TimeCapsule.CHANGES_MAX)
          @QueryParam("limit")
          @DefaultValue("20")
          int limit) {
    PublicKey author = author();
    checkKind(kind);
    int size = Answers.limit(limit, TimeCapsule.CHANGES_MAX);
    Visibility visibility = visibility();
    return Answers.later(
        desks.statistics(),
        servlet,
        () -> {
          TimeCapsule.Page page = capsule.changes(author, kind, d, before, visibility, size);
          return new HistoryDocuments.Changes(
              author,
              kind,
              d,
              page.changes().stream().map(HistoryDocuments.Version::of).toList(),
              page.older());
        });
  }

  @GET
  @Path("/{kind}/events.jsonl")
  @Produces("application/x-ndjson")
  @Operation(summary = "Every kept version of one address as signed, an event a line, newest first")
  @APIResponse(
      responseCode = "200",
      description = "JSON lines, an event each",
      content =
          @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING)))
  public CompletionStage<Response> events(
      @Parameter(description = KIND) @PathParam("kind") int kind,
      @Parameter(description = D) @QueryParam("d") @DefaultValue("") String d) {
    PublicKey author = author();
    checkKind(kind);
    Visibility visibility = visibility();
    return Answers.inTurn(desks.statistics(), servlet, () -> lines(author, kind, d, visibility));
  }

  private Response lines(PublicKey author, int kind, String d, Visibility visibility) {
    List<NostrEvent> versions = capsule.versions(author, kind, d, visibility);
    if (versions.isEmpty()) {
      throw Problem.notFound("nothing is kept of this address");
    }
    StringBuilder lines = new StringBuilder();
    versions.forEach(event -> lines.append(new String(event.json(), UTF_8)).append('\n'));
    String name = author.hex().substring(0, 16) + '-' + kind + ".jsonl";
    return Response.ok(lines.toString().getBytes(UTF_8))
        .header("Content-Disposition", "attachment; filename=\"" + name + '"')
        .build();
  }

  private PublicKey author() {
    return Answers.key(pubkey);
  }

  /** What a REQ of whoever asks would be shown. */
  private Visibility visibility() {
    return policy.visibilityFor(Caller.of(servlet));
  }

  private static void checkKind(int kind) {
    KindClass kindClass = kind < 0 || kind > Kinds.MAX ? KindClass.REGULAR : KindClass.of(kind);
    if (kindClass != KindClass.REPLACEABLE && kindClass != KindClass.ADDRESSABLE) {
      throw Problem.badRequest("events of kind " + kind + " are not replaced");
    }
  }
}
