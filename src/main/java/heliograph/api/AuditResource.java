package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.AdminRole;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Actions and refused attempts of administrators; for administrators only. */
@Path("/admin/audit")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
public class AuditResource {
  private static final int PAGE_MAX = 1_000;
  private static final int PAGE_USUAL = 100;

  @Inject private AuditTrail trail;
  @Context private HttpServletRequest servlet;

  /** An entry as {@link AuditTrail} writes it. */
  @Schema(name = "AuditEntry")
  public record AuditEntry(
      long number,
      String time,
      String actor,
      String role,
      String address,
      String action,
      Object detail,
      String proof,
      @Schema(enumeration = {"begun", "done", "failed"}) String outcome,
      String error,
      Long of) {}

  /** A page of entries. */
  @Schema(name = "AuditEntries")
  public record AuditEntries(List<AuditEntry> entries) {}

  @GET
  @AdminOnly(AdminRole.VIEWER)
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(
      operationId = "auditTrail",
      summary = "The audit trail, newest first, 100 entries or up to 1000; administrators only")
  @APIResponse(
      responseCode = "200",
      description = "Entries",
      content = @Content(schema = @Schema(implementation = AuditEntries.class)))
  public Response entries(@BeanParam NumberedPageParameters page) {
    int size = page.limit(PAGE_USUAL, PAGE_MAX);
    long below = page.before();
    JsonArrayBuilder entries = Json.createArrayBuilder();
    trail.before(below, size).forEach(entries::add);
    JsonObject document = Json.createObjectBuilder().add("entries", entries).build();
    return JsonResponses.json(Asked.of(servlet), document.toString().getBytes(UTF_8));
  }
}
