package heliograph.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What there is to be asked. Whoever may not read the answers may not read this either. */
@Path("/openapi.json")
@RequestScoped
@Tag(name = "description")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
public class DescriptionResource {
  private static final String FILE = "/openapi/openapi.json";

  @Context private HttpServletRequest servlet;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "This document (OpenAPI 3.1)")
  @APIResponse(
      responseCode = "200",
      description = "The document",
      content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
  public Response document() {
    try (InputStream in = DescriptionResource.class.getResourceAsStream(FILE)) {
      return JsonResponses.ok(
          JsonResponses.known(servlet), Objects.requireNonNull(in, FILE).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the description is missing from the archive", e);
    }
  }
}
