package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.AdminRole;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What administrators did and tried; administrators' only. */
@Path("/admin/audit")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
@APIResponse(responseCode = "304", ref = "Unchanged")
@APIResponse(responseCode = "400", ref = "WrongQuestion")
@APIResponse(responseCode = "401", ref = "NoProof")
@APIResponse(responseCode = "403", ref = "NoAdministrator")
public class AuditResource {
  private static final int PAGE_MAX = 1_000;

  @Inject private AuditTrail trail;
  @Context private HttpServletRequest servlet;

  /** As {@link AuditTrail} writes it. */
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

  /** A page of them. */
  @Schema(name = "AuditEntries")
  public record AuditEntries(List<AuditEntry> entries) {}

  @GET
  @AdminOnly(AdminRole.VIEWER)
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(summary = "The audit trail, the newest first; administrators'")
  @APIResponse(
      responseCode = "200",
      description = "Entries",
      content = @Content(schema = @Schema(implementation = AuditEntries.class)))
  public Response entries(
      @Parameter(description = "Only those with a lower number")
          @QueryParam("before")
          @DefaultValue("9223372036854775807")
          String before,
      @Parameter(description = "Entries at most, from 1 to 1000")
          @QueryParam("limit")
          @DefaultValue("100")
          String limit) {
    int size = Answers.limit(Answers.number("limit", limit), PAGE_MAX);
    long below;
    try {
      below = Long.parseLong(before);
    } catch (NumberFormatException e) {
      throw Problem.badRequest("before must be the number of an entry: " + before);
    }
    JsonArrayBuilder entries = Json.createArrayBuilder();
    trail.before(below, size).forEach(entries::add);
    JsonObject page = Json.createObjectBuilder().add("entries", entries).build();
    return Answers.ok(Answers.known(servlet), page.toString().getBytes(UTF_8));
  }
}
