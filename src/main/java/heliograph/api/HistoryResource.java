package heliograph.api;

import heliograph.archive.TimeCapsule;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.Visibility;
import heliograph.policy.CurrentPolicy;
import heliograph.store.VersionPlace;
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
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayOutputStream;
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

/** Replaced versions of events, as far as a REQ of the same client would show them. */
@Path("/history/{pubkey}")
@RequestScoped
@NeedsStore
@Tag(name = "history")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
@APIResponse(responseCode = "503", ref = ResponseNames.SERVICE_UNAVAILABLE)
@APIResponse(responseCode = "404", ref = ResponseNames.NOT_FOUND)
public class HistoryResource {
  private static final int CHANGES_USUAL = 20;

  @Inject private TimeCapsule capsule;
  @Inject private CurrentPolicy policy;
  @Inject private QuestionQueues desks;
  @Context private HttpServletRequest servlet;
  @Context private UriInfo uri;

  @Parameter(
      description = "The author's key, hex or npub",
      schema = @Schema(pattern = JsonResponses.KEY_PATTERN),
      example = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
  @PathParam("pubkey")
  private String pubkey;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "historyAddresses",
      summary = "Addresses of an author of which earlier versions are kept")
  @APIResponseSchema(HistoryDocuments.Addresses.class)
  public CompletionStage<Response> addresses() {
    PublicKey author = author();
    Visibility visibility = visibility();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () ->
            new HistoryDocuments.Addresses(
                author, List.copyOf(capsule.addresses(author, visibility))));
  }

  @GET
  @Path("/{kind}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "historyChanges",
      summary = "Changes of one address, newest first, with the current version",
      description =
          "20 changes, or limit up to 100, and no more than 8 MiB of versions: a page may be"
              + " shorter than its limit, and ends with older as long as there is more.")
  @APIResponseSchema(HistoryDocuments.Changes.class)
  public CompletionStage<Response> changes(
      @BeanParam AddressParameters address, @BeanParam VersionPageParameters earlier) {
    PublicKey author = author();
    int kind = address.kind();
    int size = earlier.limit(CHANGES_USUAL, TimeCapsule.CHANGES_MAX);
    VersionPlace after = earlier.after();
    Visibility visibility = visibility();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          TimeCapsule.Page page =
              capsule.changes(author, kind, address.d(), after, visibility, size);
          return new HistoryDocuments.Changes(
              author,
              kind,
              address.d(),
              page.changes().stream().map(HistoryDocuments.Version::of).toList(),
              page.older().map(VersionPageParameters::text));
        });
  }

  @GET
  @Path("/{kind}/events.jsonl")
  @Produces("application/x-ndjson")
  @Operation(
      operationId = "historyEvents",
      summary = "Every kept version of one address as signed, one event a line, newest first",
      description =
          "After 8 MiB of events the answer ends with a Link header, rel=next, to the rest.")
  @APIResponse(
      responseCode = "200",
      description = "JSON lines, an event each",
      content =
          @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING)))
  public CompletionStage<Response> events(
      @BeanParam AddressParameters address, @BeanParam VersionPageParameters earlier) {
    PublicKey author = author();
    int kind = address.kind();
    int size = earlier.limit(Integer.MAX_VALUE, Integer.MAX_VALUE);
    VersionPlace after = earlier.after();
    Visibility visibility = visibility();
    UriBuilder here = uri.getRequestUriBuilder();
    return JsonResponses.inTurn(
        desks.statistics(),
        servlet,
        () -> lines(capsule.versions(author, kind, address.d(), after, visibility, size), here));
  }

  private static Response lines(TimeCapsule.Versions page, UriBuilder here) {
    List<NostrEvent> versions = page.events();
    if (versions.isEmpty()) {
      throw Problem.notFound("no version of this address is kept");
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (NostrEvent event : versions) {
      lines.writeBytes(event.json());
      lines.write('\n');
    }
    NostrEvent first = versions.getFirst();
    String name = first.pubkey().hex().substring(0, 16) + '-' + first.kind() + ".jsonl";
    Response.ResponseBuilder answer =
        Response.ok(lines.toByteArray())
            .header("Content-Disposition", "attachment; filename=\"" + name + '"');
    page.older()
        .map(VersionPageParameters::text)
        .ifPresent(older -> answer.link(here.replaceQueryParam("before", older).build(), "next"));
    return answer.build();
  }

  private PublicKey author() {
    return JsonResponses.key(pubkey);
  }

  /** Returns the events that a REQ of the client would be shown. */
  private Visibility visibility() {
    return policy.visibilityFor(Caller.of(servlet));
  }
}
